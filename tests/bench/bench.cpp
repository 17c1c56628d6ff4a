// How fast is asim? Runs each model of models/bench/ with asim, as a program written by hand, and with SimPy
// 2, and prints nanoseconds of CPU time for each customer, item or event.
//
// usage: asim_bench [--quick] [--only NAME]
//
// Programs run as whole processes. Their repetitions are interleaved, so that a machine that slows down does
// so for all, and the median counts. Start-up is measured with a run that has next to nothing to do and is
// taken off everybody's time: making a million sleepers belongs to it, a process made for each customer does
// not. Compare the ratios; the absolute times drift. The exit code is 1 if a program fails and 2 for wrong
// usage; being slow is no failure.

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

const std::string python = "/usr/bin/python3";

struct Workload {
  std::string model;
  std::string unit;
  std::string work_parameter;
  std::uint64_t work;
  std::uint64_t simpy_work;    // 0: too slow to wait for
  std::uint64_t sleepers = 0;  // only where the model has them

  [[nodiscard]] std::string title() const {
    return sleepers == 0 ? model : fmt::format("{} n={}", model, sleepers);
  }
};

const std::vector<Workload> all_workloads = {
    {"mm1", "customer", "customers", 1'000'000, 100'000},
    {"mm1_processes", "customer", "customers", 1'000'000, 100'000},
    {"ping_pong", "item", "n", 1'000'000, 100'000},
    {"sleepers", "event", "events", 1'000'000, 100'000, 10},
    {"sleepers", "event", "events", 1'000'000, 100'000, 1'000},
    {"sleepers", "event", "events", 1'000'000, 100'000, 100'000},
    {"sleepers", "event", "events", 4'000'000, 0, 1'000'000},
};

struct Options {
  bool quick = false;
  std::string only;
};

// ---- running a program
// -----------------------------------------------------------------------------------------------

using Command = std::vector<std::string>;
using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

struct Run {
  bool succeeded;
  double seconds;    // CPU time, user and system
  double megabytes;  // resident at most
  std::string output;
  std::string errors;
};

// A file without a name: unlike a pipe it never makes the program wait for its reader.
File temporary_file() {
  File file(std::tmpfile(), &std::fclose);
  if (!file) throw std::runtime_error("cannot make a temporary file");
  return file;
}

std::string contents(std::FILE* file) {
  std::rewind(file);
  std::string text;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text.push_back(static_cast<char>(c));
  return text;
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
}

Run run(const Command& command) {
  const File output = temporary_file();
  const File errors = temporary_file();
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, fileno(output.get()), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, fileno(errors.get()), STDERR_FILENO);
  pid_t child = 0;
  const int problem = posix_spawn(&child, arguments[0], &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (problem != 0) throw std::runtime_error("cannot run " + command[0]);

  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) throw std::runtime_error("lost sight of " + command[0]);
  return {WIFEXITED(status) && WEXITSTATUS(status) == 0, seconds(usage.ru_utime) + seconds(usage.ru_stime),
          static_cast<double>(usage.ru_maxrss) / 1024, contents(output.get()), contents(errors.get())};
}

Run run_or_fail(const Command& command) {
  Run result = run(command);
  if (!result.succeeded) {
    throw std::runtime_error(fmt::format("{} failed:\n{}", fmt::join(command, " "), result.errors));
  }
  return result;
}

// ---- the programs
// ------------------------------------------------------------------------------------------------------

Command asim_command(const Workload& workload, std::uint64_t work) {
  Command command = {fmt::format("{}/asim", ASIM_BINARY_DIR),
                     "run",
                     fmt::format("{}/models/bench/{}.yaml", ASIM_SOURCE_DIR, workload.model),
                     "--quiet",
                     "--timeline",
                     "none",
                     "--outputs",
                     "-",
                     "-p",
                     fmt::format("{}={}", workload.work_parameter, work)};
  if (workload.sleepers > 0) command.insert(command.end(), {"-p", fmt::format("n={}", workload.sleepers)});
  return command;
}

// The others take the work and the number of sleepers as arguments.
Command other_command(Command command, const Workload& workload, std::uint64_t work) {
  command.push_back(std::to_string(work));
  if (workload.sleepers > 0) command.push_back(std::to_string(workload.sleepers));
  return command;
}

Command native_command(const Workload& workload, std::uint64_t work) {
  return other_command({fmt::format("{}/native_{}", ASIM_BINARY_DIR, workload.model)}, workload, work);
}

Command simpy_command(const Workload& workload, std::uint64_t work) {
  return other_command({python, fmt::format("{}/tests/bench/simpy_{}.py", ASIM_SOURCE_DIR, workload.model)},
                       workload, work);
}

bool simpy_is_there() {
  return access(python.c_str(), X_OK) == 0 && run({python, "-c", "import SimPy.Simulation"}).succeeded;
}

// ---- measuring
// -----------------------------------------------------------------------------------------------------------

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// One program on one workload: a run with all the work and one with a single unit of it, again and again.
class Contestant {
public:
  Contestant(Command full, Command idle, std::uint64_t work)
      : full_(std::move(full)), idle_(std::move(idle)), work_(work) {}

  void measure() {
    idle_seconds_.push_back(run_or_fail(idle_).seconds);
    const Run result = run_or_fail(full_);
    full_seconds_.push_back(result.seconds);
    megabytes_ = std::max(megabytes_, result.megabytes);
    output_ = result.output;
  }

  [[nodiscard]] double nanoseconds() const {
    return 1e9 * (median(full_seconds_) - median(idle_seconds_)) / static_cast<double>(work_ - 1);
  }
  [[nodiscard]] double start_milliseconds() const { return 1e3 * median(idle_seconds_); }
  [[nodiscard]] double megabytes() const { return megabytes_; }

  // The last line of the form name,value.
  [[nodiscard]] std::string result() const {
    std::string_view text = output_;
    while (text.ends_with('\n')) text.remove_suffix(1);
    return std::string(text.substr(text.rfind('\n') + 1));
  }

private:
  Command full_;
  Command idle_;
  std::uint64_t work_;
  std::vector<double> full_seconds_;
  std::vector<double> idle_seconds_;
  double megabytes_ = 0;
  std::string output_;
};

void print_header() {
  fmt::print("{:<19} {:<9} {:>8} {:>8} {:>8} {:>12} {:>11} {:>9} {:>7}  {}\n", "workload", "ns per", "asim",
             "native", "SimPy", "asim/native", "SimPy/asim", "start ms", "MB", "result");
}

/// The last line is `name,value`; statistics may be summed up in another order.
bool agree(const std::string& a, const std::string& b) {
  const auto value = [](const std::string& line) {
    return std::strtod(line.c_str() + line.find(',') + 1, nullptr);
  };
  const double x = value(a), y = value(b);
  return a.substr(0, a.find(',')) == b.substr(0, b.find(',')) && std::abs(x - y) <= 1e-12 * std::abs(x);
}

void print_row(const Workload& workload, const Contestant& asim, const Contestant& native,
               const std::optional<Contestant>& simpy) {
  fmt::print("{:<19} {:<9} {:>8.1f} {:>8.1f} ", workload.title(), workload.unit, asim.nanoseconds(),
             native.nanoseconds());
  fmt::print("{:>8} {:>12.2f} ", simpy ? fmt::format("{:.0f}", simpy->nanoseconds()) : "-",
             asim.nanoseconds() / native.nanoseconds());
  fmt::print("{:>11} ", simpy ? fmt::format("{:.0f}", simpy->nanoseconds() / asim.nanoseconds()) : "-");
  const bool same = agree(asim.result(), native.result());
  fmt::print("{:>9.1f} {:>7.1f}  {}\n", asim.start_milliseconds(), asim.megabytes(),
             same ? "the same" : fmt::format("DIFFERS: {} and {}", asim.result(), native.result()));
  std::fflush(stdout);
}

void bench(const Workload& workload, bool quick, bool with_simpy) {
  const std::uint64_t work = quick ? workload.work / 10 : workload.work;
  const std::uint64_t simpy_work = quick ? workload.simpy_work / 10 : workload.simpy_work;
  Contestant asim(asim_command(workload, work), asim_command(workload, 1), work);
  Contestant native(native_command(workload, work), native_command(workload, 1), work);
  std::optional<Contestant> simpy;
  if (with_simpy && simpy_work > 0) {
    simpy.emplace(simpy_command(workload, simpy_work), simpy_command(workload, 1), simpy_work);
  }
  const int repetitions = quick ? 3 : 7;
  for (int repetition = 0; repetition < repetitions; ++repetition) {
    asim.measure();
    native.measure();
    if (simpy && repetition < 3) simpy->measure();
  }
  print_row(workload, asim, native, simpy);
}

bool is_wanted(const Workload& workload, const Options& options) {
  const bool is_named = options.only.empty() || workload.model == options.only;
  return is_named && !(options.quick && workload.sleepers >= 1'000'000);
}

// Nothing if the command line is wrong.
std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--quick") {
      options.quick = true;
    } else if (argument == "--only" && i + 1 < argc) {
      options.only = argv[++i];
    } else {
      return std::nullopt;
    }
  }
  const auto known = [&](const Workload& workload) { return workload.model == options.only; };
  if (!options.only.empty() && std::ranges::none_of(all_workloads, known)) return std::nullopt;
  return options;
}

}  // namespace

int main(int argc, char** argv) try {
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    fmt::print(stderr, "usage: asim_bench [--quick] [--only mm1|mm1_processes|ping_pong|sleepers]\n");
    return 2;
  }
  const bool with_simpy = simpy_is_there();
  if (!with_simpy) fmt::print(stderr, "no SimPy for {} (Debian: python3-simpy): left out\n", python);
  print_header();
  for (const Workload& workload : all_workloads) {
    if (is_wanted(workload, *options)) bench(workload, options->quick, with_simpy);
  }
} catch (const std::exception& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 1;
}
