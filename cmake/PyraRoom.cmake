# Rooms of src/ and the walls between them. A room is one folder; its files see include/pyra, the room itself
# and the rooms that it names after USES, which stand before it: CMake gives the compiler no other headers.
# (Each room has a folder build/rooms/NAME that holds one link, NAME, to src/NAME, so that its headers are
# found as "NAME/...".) tests/walls tries every include that is not declared.
set(pyra_warnings -Wall -Wextra)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND pyra_warnings -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # Wrong about std::string, as the one above (GCC's bug 105651).
  list(APPEND pyra_warnings -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 13)
  # It sees one wherever a function takes a name by reference and returns what it names.
  list(APPEND pyra_warnings -Wno-dangling-reference)
endif()
if(PYRA_WERROR)
  list(APPEND pyra_warnings -Werror)
endif()
define_property(GLOBAL PROPERTY PYRA_ROOMS)
# What most files include: precompiled once, they cost each of them half a second less. (Files include what
# they use all the same: parts for instruction sets and GPUs, clang-tidy and consumers see no such header.)
set(pyra_common_headers
  <algorithm> <cmath> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <optional> <set> <sstream>
  <string> <string_view> <utility> <vector>)

# Includes that lead out of a room by "../" end the build.
add_custom_target(pyra_no_way_round
  COMMAND ${CMAKE_COMMAND}
    -DROOMS=${PROJECT_SOURCE_DIR}/src -P ${PROJECT_SOURCE_DIR}/cmake/no_way_round.cmake VERBATIM)

# Notes a room or a part of one, and the rooms that it uses.
function(pyra_part name)
  set_property(GLOBAL APPEND PROPERTY PYRA_ROOMS ${name})
  set_property(GLOBAL PROPERTY PYRA_USES_${name} ${ARGN})
endfunction()

# The common headers, precompiled once for all rooms of one KIND of options: GCC takes them only with the very
# options that they were made with (12 dies over other ones, 14 warns and reads them anew).
function(pyra_share_headers target kind)
  get_property(first GLOBAL PROPERTY PYRA_HEADERS_${kind})
  if(first)
    target_precompile_headers(${target} REUSE_FROM ${first})
  else()
    target_precompile_headers(${target} PRIVATE ${pyra_common_headers})
    set_property(GLOBAL PROPERTY PYRA_HEADERS_${kind} ${target})
  endif()
endfunction()

# Objects of ROOM, compiled with the headers of what it USES. AS names a part of the room that uses more than
# the rest of it. HURRIED: its loops run long, so every kind of build compiles it with -O3. UNHURRIED: none
# does; a Release build compiles it with -O1, a quarter sooner.
function(pyra_objects target room)
  cmake_parse_arguments(ARG "HURRIED;UNHURRIED" "AS" "SOURCES;USES;LINK" ${ARGN})
  add_library(${target} OBJECT ${ARG_SOURCES})
  target_include_directories(${target} PRIVATE
    ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/generated ${PROJECT_BINARY_DIR}/rooms/${room})
  get_property(rooms GLOBAL PROPERTY PYRA_ROOMS)
  foreach(used IN LISTS ARG_USES)
    if(NOT used IN_LIST rooms)
      message(FATAL_ERROR "${target} uses ${used}, which is no room before it; rooms so far: ${rooms}")
    endif()
    target_include_directories(${target} PRIVATE ${PROJECT_BINARY_DIR}/rooms/${used})
  endforeach()
  if(ARG_AS)
    pyra_part(${ARG_AS} ${room} ${ARG_USES})
  endif()
  target_compile_options(${target} PRIVATE "$<$<COMPILE_LANGUAGE:CXX>:${pyra_warnings}>")
  if(ARG_HURRIED)
    target_compile_options(${target} PRIVATE -O3)
  elseif(ARG_UNHURRIED)
    target_compile_options(${target} PRIVATE "$<$<CONFIG:Release>:-O1>")
  endif()
  target_link_libraries(${target} PUBLIC ${ARG_LINK})
  add_dependencies(${target} pyra_no_way_round)
endfunction()

# pyra_room(io SOURCES a.cc b.cc USES base LINK ZLIB::ZLIB): the room src/io as the target room_io. An OBJECT
# library, folded later into a shared library, so that the linker drops nothing that registers itself.
function(pyra_room name)
  cmake_parse_arguments(ARG "HURRIED;UNHURRIED" "" "SOURCES;USES;LINK" ${ARGN})
  pyra_part(${name} ${ARG_USES})
  file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/rooms/${name})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/src/${name} ${PROJECT_BINARY_DIR}/rooms/${name}/${name} SYMBOLIC)
  set(speed "")
  foreach(given IN ITEMS HURRIED UNHURRIED)
    if(ARG_${given})
      set(speed ${given})
    endif()
  endforeach()
  pyra_objects(room_${name} ${name} ${speed} SOURCES ${ARG_SOURCES} USES ${ARG_USES} LINK ${ARG_LINK})
  if(NOT ARG_LINK MATCHES "torch::|pyra_openmp")  # which have options of their own
    pyra_share_headers(room_${name} "${speed}")
  endif()
endfunction()

# pyra_simd(kernels SOURCES simd/a.cc USES base): files of a room's simd/ once per instruction set, each in a
# namespace of its own (PYRA_ISA; base/isa_list.h has the same list). The targets' names are appended to the
# global property PYRA_SIMD.
function(pyra_simd room)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  set(sets baseline)
  set(options_baseline "")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64" AND NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    list(APPEND sets avx2 avx512 avx512_bf16)
    set(options_avx2 -march=x86-64-v3)
    set(options_avx512 -march=x86-64-v4 -mprefer-vector-width=512)
    set(options_avx512_bf16 -march=x86-64-v4 -mavx512bf16 -mprefer-vector-width=512)
  endif()
  foreach(set IN LISTS sets)
    set(target room_${room}_${set})
    pyra_objects(${target} ${room} SOURCES ${ARG_SOURCES} USES ${ARG_USES})
    target_compile_definitions(${target} PRIVATE PYRA_ISA=${set})
    target_compile_options(${target} PRIVATE -O3 -fno-math-errno ${options_${set}})
    set_property(GLOBAL APPEND PROPERTY PYRA_SIMD ${target})
  endforeach()
endfunction()

# What tests and pictures read: {"room": ["used", ...], ...} in the order of the rooms.
function(pyra_write_rooms)
  get_property(rooms GLOBAL PROPERTY PYRA_ROOMS)
  set(lines "")
  foreach(room IN LISTS rooms)
    get_property(uses GLOBAL PROPERTY PYRA_USES_${room})
    list(TRANSFORM uses REPLACE "(.+)" "\"\\1\"")
    list(JOIN uses ", " uses)
    list(APPEND lines "  \"${room}\": [${uses}]")
  endforeach()
  list(JOIN lines ",\n" lines)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/rooms/rooms.json CONTENT "{\n${lines}\n}\n")
endfunction()

# pyra_cuda(kernels SOURCES cuda/a.cu USES base): what a room has for NVIDIA GPUs. It becomes part of
# libpyra_cuda.so, and of the tests that run it in an emulator (tests/cuda): the global properties
# PYRA_CUDA_SOURCES, PYRA_CUDA_OBJECTS.
function(pyra_cuda room)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES" ${ARGN})
  pyra_part(${room}/cuda ${room} ${ARG_USES})
  list(TRANSFORM ARG_SOURCES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE whole)
  set_property(GLOBAL APPEND PROPERTY PYRA_CUDA_SOURCES ${whole})
  if(PYRA_CUDA)
    pyra_objects(room_${room}_cuda ${room}
      SOURCES ${ARG_SOURCES} USES ${ARG_USES} LINK CUDA::cudart_static CUDA::cublasLt)
    target_compile_options(room_${room}_cuda PRIVATE
      $<$<COMPILE_LANGUAGE:CXX>:-O3> $<$<COMPILE_LANGUAGE:CUDA>:-lineinfo --extended-lambda>)
    set_property(GLOBAL APPEND PROPERTY PYRA_CUDA_OBJECTS room_${room}_cuda)
  endif()
endfunction()
