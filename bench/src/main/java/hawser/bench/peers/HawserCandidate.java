package hawser.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hawser, as the launcher of any checkout starts it.
///
/// Its name is the variant: `hawser` is UDP-encapsulated AES-128-GCM over one tunnel with the
/// engine that the daemon chooses; words after `+` change that: `hawser+jdk+raw+aes128-sha1`,
/// `hawser+2members`. `hawser@NAME` is another checkout, given by `--checkout NAME=DIR`.
record HawserCandidate(String name, Path home, HawserVariant variant) implements Candidate {
  private static final Duration START = Duration.ofMinutes(3);

  @Override
  public Optional<String> missing() {
    if (!Files.isExecutable(launcher())) {
      return Optional.of("no launcher at " + launcher());
    }
    return variant.engine().isPresent() && !choosesEngines()
        ? Optional.of("this build's `hawser run` has no --engine")
        : Optional.empty();
  }

  private boolean choosesEngines() {
    try {
      return Programs.anyway(START, List.of(launcher().toString(), "run")).contains("--engine");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String version() throws IOException {
    String version = Programs.output(START, List.of(launcher().toString(), "version"));
    return lastLine(version) + revision();
  }

  private String revision() {
    try {
      String[] git = {"git", "-C", home.toString(), "describe", "--always", "--dirty"};
      return " " + Programs.output(git).strip();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public int links() {
    return variant.members();
  }

  @Override
  public Warmth warmth() {
    return Warmth.COMPILES_WHILE_RUNNING;
  }

  @Override
  public void start(Pair pair) throws IOException {
    for (Side side : Side.values()) {
      Path config = pair.write(side.label + ".conf", HawserConfig.text(side, variant));
      Path state = pair.file("state-" + side.label);
      Files.createDirectories(state);
      List<String> command =
          new ArrayList<>(
              List.of(
                  launcher().toString(),
                  "run",
                  "--config",
                  config.toString(),
                  "--state",
                  state.toString()));
      variant.engine().ifPresent(engine -> command.addAll(List.of("--engine", engine)));
      Process gateway = pair.gateway(side, side.label, command);
      pair.awaitLog(gateway, side.label, "READY", START);
    }
    pair.awaitPing();
    awaitMembers(pair);
  }

  private void awaitMembers(Pair pair) throws IOException {
    if (variant.members() == 1) {
      return;
    }
    String state = pair.file("state-" + Side.CLIENT.label).toString();
    Programs.await(
        "all members up",
        Duration.ofSeconds(30),
        () ->
            Programs.output(
                        launcher().toString(),
                        "cli",
                        "--state",
                        state,
                        "-c",
                        "diagnose sys ipsec-aggregate list")
                    .lines()
                    .filter(line -> line.startsWith("        "))
                    .count()
                == variant.members());
  }

  private Path launcher() {
    return home.resolve("hawser");
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce("", (first, second) -> second);
  }
}
