package hawser.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads FortiOS text into a [Tree]. Reports every problem in one pass; a block that is not
/// understood is skipped whole, so that it causes no others.
final class Parser {
  private static final int DEEPEST = 16;
  private static final int LARGEST = 16 << 20;
  private static final List<String> IN_TABLE = List.of("edit", "delete", "purge", "end", "config");
  private static final List<String> IN_ENTRY =
      List.of("set", "unset", "append", "unselect", "config", "next", "end");

  private final Schema schema;
  private final List<Problem> problems;
  private final Tree tree = new Tree();
  private final Deque<Frame> frames = new ArrayDeque<>();

  /// An open `config`, and the entry being edited in it. A frame without table is being skipped.
  private static final class Frame {
    final Optional<Table> table;
    final Tree.Node node;
    final Tree.Word opened;
    final Set<String> edited = new HashSet<>();
    Tree.@Nullable Entry entry;
    Tree.Word entryWord;
    boolean skippingEntry;

    Frame(Optional<Table> table, Tree.Node node, Tree.Word opened) {
      this.table = table;
      this.node = node;
      this.opened = opened;
      this.entryWord = opened;
    }
  }

  private Parser(Schema schema, List<Problem> problems) {
    this.schema = schema;
    this.problems = problems;
  }

  static Tree parse(Schema schema, List<ConfigText> sources, List<Problem> problems) {
    Parser parser = new Parser(schema, problems);
    sources.forEach(parser::read);
    return parser.tree;
  }

  private void read(ConfigText source) {
    if (source.text().length() > LARGEST) {
      problems.add(
          Problem.error(new Position(source.file(), 1, 1), source.file(), "file over 16 MiB", ""));
      return;
    }
    Lexer lexer = new Lexer(source, problems::add);
    while (lexer.hasMore()) {
      List<Tree.Word> words = lexer.line();
      if (!words.isEmpty()) {
        command(words);
      }
    }
    while (!frames.isEmpty()) {
      Frame open = frames.pop();
      Tree.Word word = open.entry != null ? open.entryWord : open.opened;
      error(
          word,
          "block is not closed",
          open.entry != null ? "close it with 'next'" : "close it with 'end'");
    }
  }

  private void command(List<Tree.Word> words) {
    Tree.Word verb = words.getFirst();
    List<Tree.Word> rest = words.subList(1, words.size());
    Frame frame = frames.peek();
    if (frame == null) {
      if (verb.text().equals("config")) {
        config(verb, rest);
      } else {
        error(verb, "unknown command", Nearest.hint(verb.text(), List.of("config")));
      }
      return;
    }
    switch (verb.text()) {
      case "config" -> config(verb, rest);
      case "end" -> {
        noMore(rest);
        frames.pop();
      }
      case "edit" -> edit(frame, verb, rest);
      case "next" -> {
        noMore(rest);
        if (frame.table.isPresent() && frame.entry == null && !frame.skippingEntry) {
          error(verb, "'next' without 'edit'", "");
        }
        frame.entry = null;
        frame.skippingEntry = false;
      }
      case "set", "unset", "append", "unselect", "select" -> change(frame, verb, rest);
      case "delete" -> rest.forEach(word -> frame.node.entries().remove(word.text()));
      case "purge" -> frame.node.entries().clear();
      default -> {
        if (frame.table.isPresent()) {
          boolean inEntry = frame.entry != null || !frame.table.get().hasEntries();
          error(verb, "unknown command", Nearest.hint(verb.text(), inEntry ? IN_ENTRY : IN_TABLE));
        }
      }
    }
  }

  private void config(Tree.Word verb, List<Tree.Word> rest) {
    Frame outer = frames.peek();
    if (frames.size() >= DEEPEST) {
      error(verb, "blocks nested deeper than " + DEEPEST, "");
      frames.push(new Frame(Optional.empty(), new Tree.Node(), verb));
      return;
    }
    String path = String.join(" ", rest.stream().map(Tree.Word::text).toList());
    if (outer != null && (outer.table.isEmpty() || outer.skippingEntry)) {
      frames.push(new Frame(Optional.empty(), new Tree.Node(), verb));
      return;
    }
    if (outer != null) {
      nested(outer, verb, rest, path);
      return;
    }
    Optional<Table> table = schema.table(path).filter(t -> !path.contains(">"));
    if (table.isEmpty()) {
      Tree.Word word = rest.isEmpty() ? verb : new Tree.Word(path, rest.getFirst().at());
      error(word, "unknown table", Nearest.hint(path, schema.topLevelPaths()));
      frames.push(new Frame(Optional.empty(), new Tree.Node(), verb));
      return;
    }
    Frame frame = new Frame(table, tree.table(path), verb);
    if (!table.get().hasEntries()) {
      frame.entry = frame.node.entries().computeIfAbsent("", key -> new Tree.Entry(key, verb.at()));
    }
    frames.push(frame);
  }

  private void nested(Frame outer, Tree.Word verb, List<Tree.Word> rest, String name) {
    Tree.Entry entry = outer.entry;
    Table parent = outer.table.orElseThrow();
    Optional<Table> table = schema.table(parent.path() + " > " + name);
    if (entry == null || table.isEmpty()) {
      List<String> valid =
          parent.options().values().stream().filter(Option::isNested).map(Option::name).toList();
      Tree.Word word = rest.isEmpty() ? verb : new Tree.Word(name, rest.getFirst().at());
      String hint = entry == null ? "close the table before with 'end'" : Nearest.hint(name, valid);
      error(word, "unknown table inside " + parent.path(), hint);
      frames.push(new Frame(Optional.empty(), new Tree.Node(), verb));
      return;
    }
    Tree.Node node = entry.nested().computeIfAbsent(name, ignored -> new Tree.Node());
    Frame frame = new Frame(table, node, verb);
    if (!table.get().hasEntries()) {
      frame.entry = node.entries().computeIfAbsent("", key -> new Tree.Entry(key, verb.at()));
    }
    frames.push(frame);
  }

  private void edit(Frame frame, Tree.Word verb, List<Tree.Word> rest) {
    if (frame.table.isEmpty()) {
      return;
    }
    Table table = frame.table.get();
    if (!table.hasEntries()) {
      error(verb, "table " + table.path() + " has no entries", "write 'set' lines directly");
      return;
    }
    if (frame.entry != null) {
      error(frame.entryWord, "block is not closed before the next 'edit'", "close it with 'next'");
    }
    frame.entry = null;
    frame.skippingEntry = true;
    if (rest.size() != 1) {
      error(verb, rest.isEmpty() ? "'edit' needs a name" : "'edit' takes one name", "quote it");
      return;
    }
    Tree.Word name = rest.getFirst();
    Option key = table.options().get(table.key());
    String text = name.text();
    boolean numeric = key != null && key.type().equals("integer");
    if (numeric && text.equals("0")) {
      text = String.valueOf(nextId(frame.node));
    }
    if (key != null) {
      Optional<Problem> wrong =
          Values.check(key, List.of(new Tree.Word(text, name.at())), name.at());
      if (wrong.isPresent() || text.isEmpty()) {
        problems.add(wrong.orElse(Problem.error(name.at(), text, "an empty name", "")));
        return;
      }
    }
    if (!frame.edited.add(text)) {
      error(name, "duplicate: edited twice in this block", "");
      return;
    }
    frame.skippingEntry = false;
    frame.entryWord = name;
    frame.entry = frame.node.entries().computeIfAbsent(text, k -> new Tree.Entry(k, name.at()));
  }

  private void change(Frame frame, Tree.Word verb, List<Tree.Word> rest) {
    if (frame.table.isEmpty() || frame.skippingEntry) {
      return;
    }
    Table table = frame.table.get();
    Tree.Entry entry = frame.entry;
    if (entry == null) {
      error(verb, "'" + verb.text() + "' outside of an entry", "write 'edit NAME' first");
      return;
    }
    if (rest.isEmpty()) {
      error(verb, "'" + verb.text() + "' needs an option", "");
      return;
    }
    Tree.Word name = rest.getFirst();
    Option option = table.options().get(name.text());
    if (option == null || option.isNested()) {
      String hint =
          option == null
              ? Nearest.hint(name.text(), table.options().keySet())
              : "write 'config " + name.text() + "'";
      error(name, "unknown option of " + table.path(), hint);
      return;
    }
    List<Tree.Word> words = rest.subList(1, rest.size());
    switch (verb.text()) {
      case "unset" -> entry.settings().remove(name.text());
      case "set" -> set(entry, option, name, words);
      default -> listChange(entry, option, verb, name, words);
    }
  }

  private void set(Tree.Entry entry, Option option, Tree.Word name, List<Tree.Word> words) {
    if (words.isEmpty()) {
      error(name, "'set' needs a value", "");
      return;
    }
    Optional<Problem> wrong = Values.check(option, words, name.at());
    if (wrong.isPresent()) {
      problems.add(wrong.get());
      return;
    }
    if (option.list() && !unique(words)) {
      return;
    }
    entry.settings().put(name.text(), new Tree.Setting(name.at(), List.copyOf(words)));
  }

  private void listChange(
      Tree.Entry entry, Option option, Tree.Word verb, Tree.Word name, List<Tree.Word> words) {
    if (!option.list()) {
      error(name, "'" + verb.text() + "' on an option that is no list", "use 'set'");
      return;
    }
    LinkedHashMap<String, Tree.Word> now = new LinkedHashMap<>();
    entry
        .setting(name.text())
        .ifPresent(setting -> setting.words().forEach(word -> now.put(word.text(), word)));
    List<Tree.Word> all = new ArrayList<>();
    switch (verb.text()) {
      case "append" -> {
        all.addAll(now.values());
        words.stream().filter(word -> !now.containsKey(word.text())).forEach(all::add);
      }
      case "select" -> all.addAll(words);
      default -> {
        words.forEach(word -> now.remove(word.text()));
        all.addAll(now.values());
      }
    }
    if (all.isEmpty()) {
      entry.settings().remove(name.text());
    } else {
      set(entry, option, name, all);
    }
  }

  private boolean unique(List<Tree.Word> words) {
    Set<String> seen = new HashSet<>();
    for (Tree.Word word : words) {
      if (!seen.add(word.text())) {
        error(word, "duplicate in a list", "");
        return false;
      }
    }
    return true;
  }

  private static long nextId(Tree.Node node) {
    return 1
        + node.entries().keySet().stream()
            .filter(key -> key.chars().allMatch(Character::isDigit) && key.length() < 10)
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
  }

  private void noMore(List<Tree.Word> rest) {
    if (!rest.isEmpty()) {
      error(rest.getFirst(), "unexpected word", "");
    }
  }

  private void error(Tree.Word word, String message, String hint) {
    String text = word.text();
    String shown = text.length() > 64 ? text.substring(0, 64) + "..." : text;
    problems.add(Problem.error(word.at(), shown, message, hint));
  }
}
