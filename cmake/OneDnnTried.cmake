# Which oneDNN pyra's tests have passed with; others are taken and named, since only what the compiler sees
# would stop them.
set(pyra_onednn_tried 2.6 3.7)
list(TRANSFORM pyra_onednn_tried REPLACE "\\." "\\\\." OUTPUT_VARIABLE pyra_onednn_patterns)
list(JOIN pyra_onednn_patterns "|" pyra_onednn_pattern)
list(JOIN pyra_onednn_tried " and " pyra_onednn_names)
if(NOT OneDNN_VERSION MATCHES "^(${pyra_onednn_pattern})\\.")
  message(WARNING "oneDNN ${OneDNN_VERSION} (${OneDNN_LIBRARY}) has not been tried: pyra is tested with "
    "${pyra_onednn_names}. If it compiles, run the tests (-DPYRA_TESTS=ON, then ctest) before you "
    "trust its numbers.")
endif()
if(NOT OneDNN_THREADS STREQUAL "DNNL_RUNTIME_OMP")
  message(FATAL_ERROR "oneDNN ${OneDNN_VERSION} (${OneDNN_LIBRARY}) was built with ${OneDNN_THREADS} as its "
    "threads; pyra shares OpenMP's with it. Install the package libdnnl-dev, or build oneDNN with "
    "-DDNNL_CPU_RUNTIME=OMP and name its prefix in CMAKE_PREFIX_PATH.")
endif()
