# What a consumer of the library needs: headers, the library, a CMake package, a file for pkg-config. One
# component, so that it can be installed alone: cmake --install BUILD --component runtime
include(CMakePackageConfigHelpers)

set(pyra_package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pyra)
install(TARGETS pyra_runtime EXPORT pyraTargets COMPONENT runtime
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} NAMELINK_COMPONENT runtime)
install(EXPORT pyraTargets NAMESPACE pyra:: DESTINATION ${pyra_package_dir} COMPONENT runtime)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/pyra ${PROJECT_BINARY_DIR}/generated/pyra
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT runtime
  FILES_MATCHING PATTERN "*.h" PATTERN "adapt.h" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/include/pyra.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT runtime)

# With training: beside the component runtime, cmake --install BUILD --component train
if(PYRA_TRAIN)
  install(TARGETS pyra_train EXPORT pyraTrainTargets COMPONENT train
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} NAMELINK_COMPONENT train)
  install(EXPORT pyraTrainTargets NAMESPACE pyra:: DESTINATION ${pyra_package_dir} COMPONENT train)
  install(FILES ${PROJECT_SOURCE_DIR}/include/pyra/adapt.h
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/pyra COMPONENT train)
endif()

# In a folder where find_package does not look: it searches beside every program on the PATH, and a build tree
# is no installation.
set(pyra_package_files ${PROJECT_BINARY_DIR}/generated/package)
configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/pyraConfig.cmake.in ${pyra_package_files}/pyraConfig.cmake
  INSTALL_DESTINATION ${pyra_package_dir})
write_basic_package_version_file(${pyra_package_files}/pyraConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${pyra_package_files}/pyraConfig.cmake ${pyra_package_files}/pyraConfigVersion.cmake
  DESTINATION ${pyra_package_dir} COMPONENT runtime)

# pkg-config finds headers and library from where the file itself lies, so that the whole may be moved.
set(pyra_pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
file(RELATIVE_PATH pyra_prefix_from_pc /prefix/${pyra_pkgconfig_dir} /prefix)
configure_file(${PROJECT_SOURCE_DIR}/cmake/pyra.pc.in ${pyra_package_files}/pyra.pc @ONLY)
install(FILES ${pyra_package_files}/pyra.pc DESTINATION ${pyra_pkgconfig_dir} COMPONENT runtime)
