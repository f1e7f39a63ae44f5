# oneDNN by its header and its library: OneDNN::onednn. Its own CMake package is not asked, because that of a
# build with a GPU part (Debian's) demands OpenCL's development files, which a program that multiplies on the
# CPU never includes.
find_path(OneDNN_INCLUDE_DIR oneapi/dnnl/dnnl.hpp HINTS ENV DNNLROOT PATH_SUFFIXES include)
find_library(OneDNN_LIBRARY dnnl HINTS ENV DNNLROOT PATH_SUFFIXES lib)
mark_as_advanced(OneDNN_INCLUDE_DIR OneDNN_LIBRARY)

function(pyra_onednn_constant name result)   # the value of one #define of its headers
  file(STRINGS "${OneDNN_INCLUDE_DIR}/oneapi/dnnl/${ARGV2}" line REGEX "^#define ${name} ")
  string(REGEX REPLACE "^#define ${name} +" "" value "${line}")
  set(${result} "${value}" PARENT_SCOPE)
endfunction()

if(OneDNN_INCLUDE_DIR)
  foreach(part MAJOR MINOR PATCH)
    pyra_onednn_constant(DNNL_VERSION_${part} pyra_onednn_${part} dnnl_version.h)
  endforeach()
  set(OneDNN_VERSION "${pyra_onednn_MAJOR}.${pyra_onednn_MINOR}.${pyra_onednn_PATCH}")
  pyra_onednn_constant(DNNL_CPU_THREADING_RUNTIME OneDNN_THREADS dnnl_config.h)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OneDNN
  REQUIRED_VARS OneDNN_LIBRARY OneDNN_INCLUDE_DIR VERSION_VAR OneDNN_VERSION)
if(OneDNN_FOUND AND NOT TARGET OneDNN::onednn)
  add_library(OneDNN::onednn UNKNOWN IMPORTED)
  set_target_properties(OneDNN::onednn PROPERTIES
    IMPORTED_LOCATION "${OneDNN_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${OneDNN_INCLUDE_DIR}")
endif()
