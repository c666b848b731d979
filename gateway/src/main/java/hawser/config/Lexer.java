package hawser.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Cuts FortiOS text into lines of words. Quotes may span lines; a backslash takes the next
/// character as it is; `#` starts a comment where a word would start.
final class Lexer {
  private static final int LONGEST_WORD = 1 << 20;

  private final String text;
  private final String file;
  private final Consumer<Problem> problems;
  private int at;
  private int line = 1;
  private int lineStart;
  private boolean broken;

  Lexer(ConfigText source, Consumer<Problem> problems) {
    this.text = source.text();
    this.file = source.file();
    this.problems = problems;
  }

  boolean hasMore() {
    return at < text.length();
  }

  Position position() {
    return new Position(file, line, at - lineStart + 1);
  }

  /// The words up to the end of the line; none for an empty one.
  List<Tree.Word> line() {
    List<Tree.Word> words = new ArrayList<>();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\n') {
        newLine();
        return words;
      }
      if (c == '#' && words.isEmpty()) {
        skipLine();
      } else if (c <= ' ') {
        at++;
      } else {
        words.add(word());
        if (broken) {
          broken = false;
          return List.of();
        }
      }
    }
    return words;
  }

  private Tree.Word word() {
    Position start = position();
    StringBuilder word = new StringBuilder();
    while (at < text.length() && text.charAt(at) > ' ') {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        quoted(c, word);
      } else {
        if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) != '\n') {
          at++;
        }
        word.append(text.charAt(at++));
      }
    }
    if (word.length() > LONGEST_WORD) {
      problems.accept(
          Problem.error(start, word.substring(0, 32), "word of " + word.length() + " letters", ""));
      word.setLength(0);
    }
    return new Tree.Word(word.toString(), start);
  }

  private void quoted(char quote, StringBuilder word) {
    Position start = position();
    int opened = at;
    int openedLine = line;
    int openedLineStart = lineStart;
    at++;
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at);
      if (c == '\\' && quote == '"' && at + 1 < text.length()) {
        at++;
        c = text.charAt(at);
      }
      word.append(c);
      if (c == '\n') {
        newLine();
      } else {
        at++;
      }
    }
    // A quote that closes lines below and goes on at once was opened by a forgotten one.
    boolean runsOn = line != openedLine && at + 1 < text.length() && text.charAt(at + 1) > ' ';
    if (at < text.length() && !runsOn) {
      at++;
      return;
    }
    // Unmatched: go on behind the line where it was opened, so that one mistake is one problem.
    at = opened;
    line = openedLine;
    lineStart = openedLineStart;
    int end = text.indexOf('\n', at);
    String rest = text.substring(at, end < 0 ? text.length() : end);
    problems.accept(
        Problem.error(start, rest.strip(), "unmatched quote", "close it with " + quote));
    at = end < 0 ? text.length() : end;
    broken = true;
  }

  private void skipLine() {
    int end = text.indexOf('\n', at);
    at = end < 0 ? text.length() : end;
  }

  private void newLine() {
    at++;
    line++;
    lineStart = at;
  }
}
