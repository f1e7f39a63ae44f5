# Imported targets for LibTorch out of the PyPI wheel, CPU part only: torch::cpu.
# find_package(Torch) would demand a CUDA toolkit, which a CPU program does not need.
set(PYRA_TORCH_VERSION 2.11.0)
set(PYRA_TORCH_DIR "${PROJECT_SOURCE_DIR}/.venv" CACHE PATH
  "A virtual environment, a site-packages folder or the folder of the wheel torch==${PYRA_TORCH_VERSION}")

file(GLOB pyra_torch_candidates   # the Python version is part of the path, hence a pattern
  "${PYRA_TORCH_DIR}" "${PYRA_TORCH_DIR}/torch" "${PYRA_TORCH_DIR}/lib/python3*/site-packages/torch")
set(pyra_torch_root "")
foreach(candidate IN LISTS pyra_torch_candidates)
  if(EXISTS "${candidate}/lib/libtorch_cpu.so" AND EXISTS "${candidate}/version.py")
    set(pyra_torch_root "${candidate}")
  endif()
endforeach()
if(NOT pyra_torch_root AND NOT PYRA_TRAIN)
  return()
endif()
if(NOT pyra_torch_root)
  message(FATAL_ERROR "No LibTorch under PYRA_TORCH_DIR=${PYRA_TORCH_DIR}. Run `make deps`, or name an "
    "installed torch==${PYRA_TORCH_VERSION} with -DPYRA_TORCH_DIR=..., or build without training: "
    "-DPYRA_TRAIN=OFF.")
endif()
file(STRINGS "${pyra_torch_root}/version.py" pyra_torch_found REGEX "^__version__ = ")
if(NOT pyra_torch_found MATCHES "'${PYRA_TORCH_VERSION}")
  message(FATAL_ERROR "LibTorch at ${pyra_torch_root} says ${pyra_torch_found}; pyra is built against "
    "${PYRA_TORCH_VERSION}. Run `make deps` or name another one with -DPYRA_TORCH_DIR=...")
endif()

# Only these folders of the wheel's include/: beside them lie other releases of oneDNN and fmt.
set(pyra_torch_include "${CMAKE_BINARY_DIR}/torch_include")
file(MAKE_DIRECTORY "${pyra_torch_include}")
foreach(folder ATen c10 torch caffe2)
  file(CREATE_LINK "${pyra_torch_root}/include/${folder}" "${pyra_torch_include}/${folder}" SYMBOLIC)
endforeach()

foreach(part torch_cpu c10)
  add_library(torch::${part} SHARED IMPORTED GLOBAL)
  set_target_properties(torch::${part} PROPERTIES
    IMPORTED_LOCATION "${pyra_torch_root}/lib/lib${part}.so"
    INTERFACE_INCLUDE_DIRECTORIES "${pyra_torch_include};${pyra_torch_include}/torch/csrc/api/include")
endforeach()
add_library(pyra_torch INTERFACE)
add_library(torch::cpu ALIAS pyra_torch)
target_link_libraries(pyra_torch INTERFACE torch::torch_cpu torch::c10)
# libtorch_cpu.so finds libcudart and libcupti through its own rpath; the linker need not look for them.
target_link_options(pyra_torch INTERFACE -Wl,--allow-shlib-undefined)
message(STATUS "LibTorch ${PYRA_TORCH_VERSION}: ${pyra_torch_root}")
