# Named once for the real library (here) and for the one that tests run in the emulator (tests/cuda).
set(pyra_cuda_kernel_sources match_tokens.cu merge_tokens.cu modulation_weights.cu merge_backward.cu segment_sum.cu heed.cu dropout.cu place_pictures.cu attention_bf16.cu attention_f32.cu layer_norm.cu elementwise.cu embed.cu
  rows.cu)
list(TRANSFORM pyra_cuda_kernel_sources PREPEND ${PROJECT_SOURCE_DIR}/src/cuda/kernels/)
set(pyra_cuda_engine_sources check.cc device_check.cc product.cc device_model.cc pass_memory.cc embed.cc block.cc heed_step.cc head.cc plan.cc cuda_runner.cc cuda_peak.cc
  token_ops.cc picture_ops.cc library.cc)
list(TRANSFORM pyra_cuda_engine_sources PREPEND ${PROJECT_SOURCE_DIR}/src/cuda/engine/)
