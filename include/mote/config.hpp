// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_CONFIG_HPP
#define MOTE_CONFIG_HPP

#include <cstddef>
#include <cstdint>

// Every macro of the library is defined here, always to a value.

// Kernels are kept out of line: layers of equal shape then share one copy in flash, and the stack of an
// inference is that of its largest kernel, not the sum of what the compiler chose to inline.
// GCC must not clone them either: at -O3 it would make a copy for each call with constant pointers, and
// GCC 12.2 then drops calls whose only effect is on a static model.
#ifndef MOTE_NOINLINE
#ifdef __clang__
#define MOTE_NOINLINE __attribute__((noinline))
#else
#define MOTE_NOINLINE __attribute__((noinline, noclone))
#endif
#endif

// Whether the compiler may use the AVX2 instructions of x86 (-mavx2, -march=native and others).
#ifdef __AVX2__
#define MOTE_HAS_AVX2 1
#else
#define MOTE_HAS_AVX2 0
#endif

namespace mote {

/// Alignment in bytes of the arena and of every tensor in it: suits each element type, DMA and vector loads.
inline constexpr std::size_t arena_alignment = 16;

/// Most dimensions that a tensor can have.
inline constexpr int max_rank = 6;

/// Most subgraphs and most resource variables that a model can have. A subgraph costs an interpreter 2 bytes
/// and a load 15 bytes of stack, a variable costs a load 16.
inline constexpr int max_subgraphs = 16;
inline constexpr int max_variables = 16;

/// Most calls of subgraphs in one invoke, unless the option max_subgraph_calls says otherwise.
inline constexpr std::uint32_t default_subgraph_calls = 10000;

}  // namespace mote

#endif
