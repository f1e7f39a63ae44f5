set(pyra_warnings -Wall -Wextra $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  list(APPEND pyra_warnings -Wno-dangling-reference)   # sees one wherever a function takes a name by reference and returns what it names
endif()

# One layer of src/ is one OBJECT library, folded later into a shared library, so that the linker drops nothing
# that registers itself. Usage: pyra_layer(io SOURCES a.cc b.cc LINK OpenSSL::Crypto)
function(pyra_layer name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(pyra_${name} OBJECT ${ARG_SOURCES})
  target_include_directories(pyra_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src
    ${PROJECT_BINARY_DIR}/generated)
  target_compile_options(pyra_${name} PRIVATE ${pyra_warnings} $<$<BOOL:${PYRA_WERROR}>:-Werror>)
  target_link_libraries(pyra_${name} PUBLIC ${ARG_LINK})
endfunction()

# pyra_test(name SOURCES a_test.cc LINK pyra_runtime): a GoogleTest program, its cases discovered by CTest.
function(pyra_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${name} PRIVATE ${pyra_warnings} $<$<BOOL:${PYRA_WERROR}>:-Werror>)
  target_compile_definitions(${name} PRIVATE
    PYRA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"   # recipes/, tests/ and ../shared are found from here
    PYRA_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name})
endfunction()

# The same for tests that include ATen: their objects reuse the one precompiled header of the torch layers.
function(pyra_torch_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  pyra_layer(${name}_objects SOURCES ${ARG_SOURCES} LINK pyra_trainer GTest::gtest ${ARG_LINK})
  target_include_directories(pyra_${name}_objects PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(pyra_${name}_objects PRIVATE
    PYRA_SOURCE_DIR="${PROJECT_SOURCE_DIR}" PYRA_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  target_precompile_headers(pyra_${name}_objects REUSE_FROM pyra_ops)
  add_executable(${name})
  target_link_libraries(${name} PRIVATE pyra_${name}_objects pyra::pyra GTest::gtest_main ${ARG_LINK})
  add_test(NAME ${name} COMMAND ${name})
endfunction()
