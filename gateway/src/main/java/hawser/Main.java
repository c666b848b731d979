package hawser;

import hawser.cli.ControlClient;
import hawser.config.CheckConfig;
import hawser.config.ConfigFiles;
import hawser.config.Nearest;
import hawser.config.SecretStore;
import hawser.doctor.Doctor;
import hawser.gateway.Daemon;
import hawser.gateway.HostDevices;
import hawser.gateway.RunOptions;
import hawser.lab.Browsers;
import hawser.lab.Demo;
import hawser.lab.Flood;
import hawser.lab.ManyTunnels;
import hawser.lab.OutsidePort;
import hawser.lab.Pace;
import hawser.lab.Traffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Scanner;

/// The subcommands of `hawser`.
public final class Main {
  private static final int USAGE = 64;
  private static final List<String> COMMANDS =
      List.of("demo", "test", "run", "cli", "check-config", "doctor", "version", "help");

  private Main() {}

  public static void main(String[] arguments) throws IOException {
    List<String> words = List.of(arguments);
    String command = words.isEmpty() ? "" : words.getFirst();
    List<String> rest = words.isEmpty() ? words : words.subList(1, words.size());
    System.exit(
        switch (command) {
          case "run" -> run(rest);
          case "cli" -> cli(rest);
          case "check-config" -> checkConfig(rest);
          case "demo" -> Demo.run(rest);
          case "doctor" -> doctor(rest);
          case "traffic" -> Traffic.run(rest);
          case "outside-port" -> OutsidePort.run(rest);
          case "pace" -> Pace.run(rest);
          case "many-tunnels" -> ManyTunnels.run(rest);
          case "flood" -> Flood.run(rest);
          case "browsers" -> Browsers.run(rest);
          case "version", "--version" -> {
            System.out.println("hawser 0.1.0");
            yield 0;
          }
          default -> unknown(command);
        });
  }

  private static int run(List<String> words) throws IOException {
    Optional<RunOptions> options = RunOptions.parse(words);
    return options.isPresent() ? Daemon.run(options.get()) : usage(RunOptions.USAGE);
  }

  private static int cli(List<String> words) {
    Optional<Path> state = Optional.empty();
    List<String> commands = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      boolean more = i + 1 < words.size();
      if (words.get(i).equals("--state") && more) {
        state = Optional.of(Path.of(words.get(++i)));
      } else if (words.get(i).equals("-c") && more) {
        commands.add(words.get(++i));
      } else {
        return usage("cli --state DIR [-c COMMAND]...");
      }
    }
    if (state.isEmpty()) {
      return usage("cli --state DIR [-c COMMAND]...");
    }
    ControlClient client = new ControlClient(state.get());
    if (!commands.isEmpty()) {
      int status = 0;
      for (String command : commands) {
        status |= one(client, state.get(), command);
      }
      return status;
    }
    Scanner input = new Scanner(System.in, java.nio.charset.StandardCharsets.UTF_8);
    java.io.Console console = System.console();
    boolean interactive = console != null && console.isTerminal();
    int status = 0;
    while (prompt(interactive) && input.hasNextLine()) {
      String line = input.nextLine().strip();
      if (line.equals("exit") || line.equals("quit")) {
        break;
      }
      status |= one(client, state.get(), line);
    }
    return interactive ? 0 : status;
  }

  private static boolean prompt(boolean interactive) {
    if (interactive) {
      System.out.print("hawser # ");
      System.out.flush();
    }
    return true;
  }

  private static int one(ControlClient client, Path state, String command) {
    try {
      return client.run(
          command,
          text -> {
            System.out.print(text);
            System.out.flush();
          });
    } catch (IOException e) {
      System.err.println(
          "no daemon answers at " + state.resolve("control.sock") + ": " + e.getMessage());
      return 1;
    }
  }

  private static int checkConfig(List<String> words) throws IOException {
    List<Path> files = new ArrayList<>();
    SecretStore secrets = SecretStore.none();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--state") && i + 1 < words.size()) {
        Path state = Path.of(words.get(++i));
        secrets = SecretStore.open(state);
        ConfigFiles.imported(state).ifPresent(files::add);
      } else if (words.get(i).startsWith("--")) {
        return usage("check-config [--state DIR] FILE...");
      } else {
        files.add(Path.of(words.get(i)));
      }
    }
    if (files.isEmpty()) {
      return usage("check-config [--state DIR] FILE...");
    }
    return CheckConfig.run(files, secrets, HostDevices.current(), System.out);
  }

  private static int doctor(List<String> words) {
    List<Path> files = new ArrayList<>();
    Doctor.Format format = Doctor.Format.TEXT;
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--config") && i + 1 < words.size()) {
        files.add(Path.of(words.get(++i)));
      } else if (words.get(i).equals("--json")) {
        format = Doctor.Format.JSON;
      } else {
        return usage("doctor [--config FILE]... [--json]");
      }
    }
    return Doctor.run(files, format, System.out);
  }

  private static int unknown(String command) {
    System.err.println(
        "hawser: unknown command '%s'; %s%nsee: hawser help"
            .formatted(command, Nearest.hint(command, COMMANDS)));
    return USAGE;
  }

  private static int usage(String message) {
    System.err.println("usage: hawser " + message + "\nsee: hawser help");
    return USAGE;
  }
}
