// SPDX-License-Identifier: Apache-2.0
#ifndef MOTE_VERSION_HPP
#define MOTE_VERSION_HPP

/// The version's only source: CMake reads it from here.
#define MOTE_VERSION_MAJOR 0
#define MOTE_VERSION_MINOR 1
#define MOTE_VERSION_PATCH 0

namespace mote {

inline constexpr int version_major = MOTE_VERSION_MAJOR;
inline constexpr int version_minor = MOTE_VERSION_MINOR;
inline constexpr int version_patch = MOTE_VERSION_PATCH;

}  // namespace mote

#endif  // MOTE_VERSION_HPP
