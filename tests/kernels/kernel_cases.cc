#include "kernels/kernel_cases.h"

namespace pyra::testing {

KernelCases kernel_cases() {
  KernelCases cases;
  for (const auto add :
       {add_mean_keys_cases, add_class_attention_cases, add_received_attention_cases, add_match_cases,
        add_merge_cases, add_modulate_cases, add_attention_cases, add_attention_backward_cases,
        add_layer_norm_cases, add_quantise_cases, add_element_cases, add_gate_cases, add_turns_cases}) {
    add(cases);
  }
  return cases;
}

}  // namespace pyra::testing
