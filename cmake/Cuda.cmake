# The CUDA compiler and libraries: of the PATH, of CUDA_HOME, or those that scripts/install_cuda_compiler.sh
# puts into .venv/cuda.
find_program(pyra_nvcc nvcc HINTS ENV CUDA_HOME PATH_SUFFIXES bin
  PATHS "${PROJECT_SOURCE_DIR}/.venv/cuda/bin" /usr/local/cuda/bin)
if(NOT pyra_nvcc)
  message(FATAL_ERROR "PYRA_CUDA=ON, but there is no nvcc on the PATH, in CUDA_HOME or in .venv/cuda. Run "
    "scripts/install_cuda_compiler.sh, which takes it from PyPI, install CUDA 13, or configure with "
    "-DPYRA_CUDA=OFF.")
endif()
if(NOT CMAKE_CUDA_COMPILER)
  set(CMAKE_CUDA_COMPILER "${pyra_nvcc}")
endif()
set(CMAKE_CUDA_ARCHITECTURES 80-real 90-real 90-virtual
  CACHE STRING "Of the GPUs, as CMake spells them; newer ones start from PTX")
set(CMAKE_CUDA_STANDARD 17)   # CMake 3.25 knows no 20 for nvcc
set(CMAKE_CUDA_STANDARD_REQUIRED ON)
enable_language(CUDA)
find_package(CUDAToolkit 13.0 REQUIRED)
