// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_TARGET_ACTIVATION_FORMAT_HPP
#define MOTE_TARGET_ACTIVATION_FORMAT_HPP

namespace mote {

/// How the int8 activations of a tensor lie in memory between two kernels.
///
/// plain: as the model has them. mixed: the bytes of even channels, counted along the last dimension, are
/// stored as x ^ 0x80, which read as unsigned are x + 128. See armv7e_m/paired_products.hpp for what it is
/// good for.
enum class activation_format { plain, mixed };

}  // namespace mote

#endif
