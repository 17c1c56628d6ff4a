#pragma once
// Diagnostics: what is wrong with a model or a run, where, and what would help.
//
// Errors are collected, not thrown: reading and checking a model goes on after an error, so that all errors
// of a file come in one go. This is the only place that renders them:
//
//   error: no resource named `clrek`
//     --> bank.yaml:14:16
//      |
//   14 |     - acquire: clrek
//      |                ^^^^^ did you mean `clerk`?

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace asim {

enum class Severity { error, warning, note };

/// A further place that belongs to a diagnostic ("first declared here").
struct Note {
  Span span;
  std::string message;
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string message;  // one line, lower case, no full stop; names in `backticks`
  Span span;            // unknown: only the message is shown
  std::string label;    // beside the caret: a suggestion or a reason; may be empty
  std::vector<Note> notes;

  void note(Span, std::string message);
};

class Diagnostics {
public:
  Diagnostic& error(Span, std::string message, std::string label = {});
  Diagnostic& warning(Span, std::string message, std::string label = {});

  /// What stands there has been reported as a whole: further errors in it are counted and not shown.
  void mute(Span span) { muted_.push_back(span); }
  /// Counts an error that only follows from one which has been reported.
  void add_consequence() { ++errors_; }

  bool has_errors() const { return errors_ > 0; }
  std::size_t error_count() const { return errors_; }
  const std::vector<Diagnostic>& all() const { return all_; }

  /// Everything collected, in order of place (the order of reporting for equal places), an empty line between
  /// two; identical diagnostics at the same place are shown once, and no more than a hundred in all.
  std::string render(const Sources&, bool colour) const;

private:
  std::vector<Diagnostic> all_;
  std::vector<Span> muted_;
  Diagnostic unseen_;
  std::size_t errors_ = 0;
};

std::string render(const Diagnostic&, const Sources&, bool colour);

/// An error in a run: it ends the run with exit code 1. Thrown where the mistake is found, with the place to
/// show.
class RunError : public std::runtime_error {
public:
  RunError(Span span, std::string message, std::string label = {})
      : std::runtime_error(message),
        diagnostic{Severity::error, std::move(message), span, std::move(label), {}} {}
  Diagnostic diagnostic;
};

/// The candidate nearest to `word` by edit distance (transpositions count one), if it is near enough to be a
/// misspelling: at most a third of the word's length, at least one edit.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

/// "did you mean `clerk`?", or empty if nothing is near.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

/// "1 error", "3 errors".
std::string plural(std::size_t count, std::string_view noun);

}  // namespace asim
