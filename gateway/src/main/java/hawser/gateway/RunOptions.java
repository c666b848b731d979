package hawser.gateway;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What `hawser run` was told.
///
/// @param files the configuration, read as one
/// @param engine one of [Engines#SETTINGS]
/// @param workers threads that move packets, 1 to [Workers#MOST]; 0 for as many as suit this host
/// @param demo where the demo that started this keeps what it shares
public record RunOptions(
    List<Path> files, Path state, String engine, int workers, Optional<Path> demo) {
  public static final String USAGE =
      "run --config FILE [--config FILE]... --state DIR [--engine auto|ipsec-mb|jdk] [--workers N]";

  /// Reads the words behind `run`; empty when they are not understood.
  public static Optional<RunOptions> parse(List<String> words) {
    List<Path> files = new ArrayList<>();
    Optional<Path> state = Optional.empty();
    Optional<Path> demo = Optional.empty();
    String engine = System.getProperty("hawser.engine", "auto");
    int workers = Integer.getInteger("hawser.workers", 0);
    for (int i = 0; i + 1 < words.size(); i += 2) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--config" -> files.add(Path.of(value));
        case "--state" -> state = Optional.of(Path.of(value));
        case "--demo" -> demo = Optional.of(Path.of(value));
        case "--engine" -> engine = value;
        case "--workers" -> {
          if (!value.matches("[1-9][0-9]?")) {
            return Optional.empty();
          }
          workers = Integer.parseInt(value);
        }
        default -> {
          return Optional.empty();
        }
      }
    }
    boolean complete = words.size() % 2 == 0 && !files.isEmpty() && state.isPresent();
    return complete
        ? Optional.of(
            new RunOptions(List.copyOf(files), state.orElseThrow(), engine, workers, demo))
        : Optional.empty();
  }
}
