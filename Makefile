# make demo   installs what is missing, builds the program alone, runs the main job on the embedded default
# make test   installs what is missing, builds everything, and runs every test but the heavy ones
# make heavy  the tests that take minutes each
# make build  build/release/bin/pyra, build/release/bin/golden_parity and the tests
# make asan   the torch-free tests under AddressSanitizer and UBSan
# make tsan   many threads at one engine, and the loader's, under ThreadSanitizer
# make fuzz   every reader's fuzzer for FUZZ_SECONDS (60), from the kept corpus; installs Clang
# make build CUDA=1   the same with NVIDIA GPUs, training included; where there is no CUDA compiler, PyPI's
# make cuda   build/cuda/bin/pyra, without training, with its CUDA part; needs no GPU
# make gpu-check   on a machine with an NVIDIA GPU: GPU tests, the sanitizer, benchmarks; writes docs/gpu.md
# make check  formatting of C++, CUDA and Python, lengths of lines and files; tools from PyPI, in build/check
# make format mends what of it can be mended
# make tidy   clang-tidy with the short list of .clang-tidy
# make rooms  draws docs/images/rooms.svg, the rooms of src/ and what each may include, from CMake's own list
# make test WERROR=1   warnings of the compiler are errors, as in CI
# An installed torch of the pinned version serves instead of the download:
#   make build TORCH=/path/to/site-packages

TORCH ?=
CUDA ?=
WERROR ?=
CONFIGURE = cmake --preset $(1) $(if $(CUDA),-DPYRA_CUDA=ON) $(if $(WERROR),-DPYRA_WERROR=ON) \
  $(if $(TORCH),-DPYRA_TORCH_DIR="$(abspath $(TORCH))")

.PHONY: build program demo test heavy asan tsan fuzz cuda gpu-check check format tidy rooms
.PHONY: packages deps test-deps clean

build: deps
	$(call CONFIGURE,release)
	cmake --build --preset release

program: deps
	$(call CONFIGURE,release)
	cmake --build --preset release --target pyra

demo:
	@examples/demo/announce.sh
	@$(MAKE) --no-print-directory program
	@examples/demo/run.sh

test: build test-deps
	ctest --preset release

heavy: build test-deps
	ctest --preset heavy

asan tsan: packages
	cmake --preset $@
	cmake --build --preset $@
	ctest --preset $@

cuda: packages
	scripts/install_cuda_compiler.sh
	cmake --preset cuda
	cmake --build --preset cuda

gpu-check: packages
	scripts/gpu_check.sh

fuzz: packages
	scripts/install_packages.sh fuzz_packages.txt
	cmake --preset fuzz
	cmake --build --preset fuzz
	scripts/fuzz.sh

check: packages
	scripts/check_style.sh

format: packages
	scripts/check_style.sh --fix

tidy: packages
	scripts/check_tidy.sh

rooms: deps
	$(call CONFIGURE,release)
	scripts/draw_rooms.py build/release/rooms/rooms.json > docs/images/rooms.svg

packages:
	scripts/install_packages.sh

deps: packages
	scripts/install_torch.sh $(if $(TORCH),--existing "$(TORCH)",$(if $(CUDA),--cuda))
	$(if $(CUDA),scripts/install_cuda_compiler.sh)

# The writers that the checkpoint tests read files of: torch, numpy, timm, transformers, Pillow (about 3 GB).
test-deps:
	scripts/install_test_packages.sh

clean:
	rm -rf build
