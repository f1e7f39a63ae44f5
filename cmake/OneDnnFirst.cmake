# libtorch_cpu.so carries a oneDNN of its own, of which it shows some symbols, among them the functions by
# which std::call_once() makes the kernels of matrix products. What the loader sees first serves both
# libraries. Where that is LibTorch's, ours never gets its kernels and refuses every product on processors
# without AVX-512. So programs with both name ours before LibTorch.
function(pyra_onednn_first target)
  get_target_property(file OneDNN::onednn LOCATION)
  target_link_options(${target} PRIVATE "LINKER:--push-state,--no-as-needed,${file},--pop-state")
endfunction()
