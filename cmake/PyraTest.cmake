# Tests see every room.
set(pyra_all_rooms ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/generated)
set(pyra_test_places
  PYRA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"   # recipes/, tests/ and ../shared are found from here
  PYRA_BIN_DIR="${CMAKE_BINARY_DIR}/bin")

# Their own loops are short: what takes time is in the rooms.
set(pyra_test_options ${pyra_warnings} "$<$<CONFIG:Release>:-O1>")

# GoogleTest and what most files include, precompiled once.
function(pyra_test_headers)
  set(source ${PROJECT_BINARY_DIR}/generated/test_headers.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "// Of precompiled headers.\n")
  add_library(pyra_test_headers OBJECT ${source})
  # As executables are compiled, else they refuse the header.
  set_target_properties(pyra_test_headers PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(pyra_test_headers PRIVATE ${pyra_test_options} -fPIE)
  target_link_libraries(pyra_test_headers PRIVATE GTest::gtest pyra_openmp)
  target_precompile_headers(pyra_test_headers PRIVATE ${pyra_common_headers} <gtest/gtest.h>)
endfunction()

# pyra_test(name SOURCES a_test.cc LINK pyra_runtime): a GoogleTest program, its cases discovered by CTest.
function(pyra_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${pyra_all_rooms} ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${name} PRIVATE ${pyra_test_options})
  target_compile_definitions(${name} PRIVATE ${pyra_test_places})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest_main)
  if(NOT ARG_LINK MATCHES "torch::|pyra_openmp|CUDA::" AND NOT ARG_SOURCES MATCHES "[.]c(;|$)")
    target_precompile_headers(${name} REUSE_FROM pyra_test_headers)
  endif()
  add_test(NAME ${name} COMMAND ${name})
endfunction()

# The same for tests that include ATen: their objects reuse the one precompiled header of the torch rooms.
function(pyra_torch_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name}_objects OBJECT ${ARG_SOURCES})
  target_include_directories(${name}_objects PRIVATE ${pyra_all_rooms} ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${name}_objects PRIVATE ${pyra_test_options})
  target_compile_definitions(${name}_objects PRIVATE ${pyra_test_places})
  target_link_libraries(${name}_objects PUBLIC pyra::train GTest::gtest ${ARG_LINK})
  target_precompile_headers(${name}_objects REUSE_FROM room_ops)
  add_executable(${name})
  pyra_onednn_first(${name})
  target_link_libraries(${name} PRIVATE ${name}_objects pyra::train GTest::gtest_main ${ARG_LINK})
  add_test(NAME ${name} COMMAND ${name})
endfunction()

# Objects that several tests share.
function(pyra_test_objects name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} OBJECT ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${pyra_all_rooms} ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(${name} PRIVATE ${pyra_test_options})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
endfunction()
