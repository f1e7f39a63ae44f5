# cmake -DROOMS=src -P no_way_round.cmake: fails where an include climbs out of its room by "..", past the
# walls of PyraRoom.cmake.
file(GLOB_RECURSE files ${ROOMS}/*.h ${ROOMS}/*.cc ${ROOMS}/*.cu ${ROOMS}/*.inc)
foreach(file IN LISTS files)
  file(STRINGS ${file} found REGEX "^[ \t]*#[ \t]*include[ \t]*[\"<][^\">]*\\.\\./")
  if(found)
    message(FATAL_ERROR "${file}: ${found}\nnames a header by \"..\"; write it as \"ROOM/...\", of a room "
      "that this one USES (see DESIGN.md)")
  endif()
endforeach()
