# What libpyra_runtime shows, each under a version that a program which uses it records:
#   PYRA_1            the C interface, the same in every 1.x
#   PYRA_CXX_1.0      the public C++ headers, of this minor version: a program of another one is refused by
#                     the loader instead of meeting classes of another shape
#   PYRA_OWN_1.0.0    what pyra's own program and libraries share, of this very version
# and nothing else: neither what it is made of nor what templates left behind.
# src/api/public_names.txt lists the first two; tests/exports compares it with the headers and the library.
function(pyra_show_public_symbols target)
  set(names ${PROJECT_SOURCE_DIR}/src/api/public_names.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${names})
  file(STRINGS ${names} lines REGEX "^[^#]")
  set(c "")
  set(cxx "")
  foreach(line IN LISTS lines)
    if(line MATCHES "^pyra::(.+)")  # mangled: the length of a name stands before it, so that it is exact
      string(LENGTH "${CMAKE_MATCH_1}" length)
      set(name 4pyra${length}${CMAKE_MATCH_1})
      string(APPEND cxx "    _ZN${name}*; _ZNK${name}*; _ZT?N${name}E*;\n")
    else()
      string(APPEND c "    ${line};\n")
    endif()
  endforeach()
  # Of several patterns that match the linker takes the last.
  set(map ${PROJECT_BINARY_DIR}/generated/${target}.map)
  file(CONFIGURE OUTPUT ${map} CONTENT "PYRA_OWN_${PROJECT_VERSION} {
  global:
    _ZN4pyra*; _ZNK4pyra*; _ZT?N4pyra*; _ZTh*_N4pyra*; _ZGVN4pyra*;
  local:
    *;
};
PYRA_CXX_${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} {
  global:
${cxx}};
PYRA_1 {
  global:
${c}};
")
  target_link_options(${target} PRIVATE LINKER:--version-script=${map})
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${map})
endfunction()
