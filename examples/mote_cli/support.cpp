// SPDX-License-Identifier: Apache-2.0

#include "support.hpp"

#include <cerrno>
#include <system_error>

namespace mote::cli {
namespace {

std::string reason() { return std::generic_category().message(errno); }

std::vector<char> read_all(std::FILE* file, const std::string& name) {
  constexpr std::size_t block = 1 << 16;
  std::vector<char> bytes;
  std::size_t size = 0;
  for (;;) {
    bytes.resize(size + block);
    const std::size_t count = std::fread(bytes.data() + size, 1, block, file);
    size += count;
    if (count < block) break;
  }
  if (std::ferror(file) != 0) throw refusal("cannot read " + name + ": " + reason());
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::vector<char> read_file(const std::string& path) {
  struct closer {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  const std::unique_ptr<std::FILE, closer> file(std::fopen(path.c_str(), "rb"));
  if (!file) throw refusal("cannot open " + path + ": " + reason());
  return read_all(file.get(), path);
}

std::vector<char> read_file_or_stdin(const std::string& path) {
  return path == standard_stream ? read_all(stdin, "standard input") : read_file(path);
}

void output_file::closer::operator()(std::FILE* file) const {
  if (file != stdout) static_cast<void>(std::fclose(file));
}

output_file::output_file(const std::string& path)
    : path_(path == standard_stream ? "standard output" : path),
      file_(path == standard_stream ? stdout : std::fopen(path.c_str(), "wb")) {
  if (!file_) throw std::runtime_error("cannot open " + path_ + ": " + reason());
}

void output_file::write(const void* data, std::size_t size) {
  if (std::fwrite(data, 1, size, file_.get()) != size) {
    throw std::runtime_error("cannot write " + path_ + ": " + reason());
  }
}

void output_file::close() {
  std::FILE* file = file_.release();
  const int result = file == stdout ? std::fflush(file) : std::fclose(file);
  if (result != 0) throw std::runtime_error("cannot write " + path_ + ": " + reason());
}

}  // namespace mote::cli
