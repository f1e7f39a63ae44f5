# Manual pages and shell completions are made by the program from its own options, so it writes them when it
# is installed. Alone: cmake --install BUILD --component pages
install(CODE "
  execute_process(
    COMMAND \"$<TARGET_FILE:pyra>\" man --install \"${PROJECT_BINARY_DIR}/pages\"
    RESULT_VARIABLE failed ERROR_VARIABLE why)
  if(failed)
    message(WARNING \"manual pages and completions are not installed, for the program does not run here: \"
      \"\${why}\")
  else()
    file(INSTALL \"${PROJECT_BINARY_DIR}/pages/share/\"
      DESTINATION \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATAROOTDIR}\")
  endif()" COMPONENT pages)
