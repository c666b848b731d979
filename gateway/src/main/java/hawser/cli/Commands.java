package hawser.cli;

import hawser.config.Nearest;
import hawser.config.Printer;
import hawser.config.Schema;
import hawser.config.SecretStore;
import hawser.gateway.Administration;
import hawser.rest.TunnelSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// The commands: their words, unambiguously abbreviated, and what they print.
public final class Commands {
  /// What a command came to.
  ///
  /// @param status 0, or 1 when it failed
  /// @param feed what follows the text, to be closed by whoever shows it
  public record Result(int status, String text, Optional<Feed> feed) {
    Result(int status, String text) {
      this(status, text, Optional.empty());
    }
  }

  private interface Feeding {
    Feed begin() throws CommandException;
  }

  private interface Body {
    String run(List<String> arguments) throws CommandException;
  }

  private record Command(List<String> words, String help, Body body) {}

  private final Administration gateway;
  private final SecretStore secrets;
  private final KeyMaker keys;
  private final List<Command> commands = new ArrayList<>();
  private final Map<List<String>, Feeding> feeds = new HashMap<>();

  /// Makes the token of an API user; empty when there is no such user.
  public interface KeyMaker {
    Optional<String> generate(String user) throws IOException;
  }

  public Commands(
      Administration gateway,
      SecretStore secrets,
      KeyMaker keys,
      CertificateCommands certificates) {
    this.gateway = gateway;
    this.secrets = secrets;
    this.keys = keys;
    add("show full-configuration", "Show all attributes.", args -> show(Printer.Detail.FULL, args));
    add("show", "Show configuration.", args -> show(Printer.Detail.SET, args));
    add("get system status", "Show what runs here.", args -> gateway.systemStatus());
    add("get vpn certificate local", "Show our certificates. [details] [NAME]", this::locals);
    add("get vpn certificate ca", "Show the trusted authorities. [details] [NAME]", this::cas);
    add("get vpn certificate crl", "Show the revocation lists.", args -> gateway.crls());
    add("get vpn ipsec tunnel summary", "Show one line per tunnel.", args -> gateway.summary());
    add("diagnose vpn tunnel list", "List all tunnels. [name NAME] [keys]", this::tunnelList);
    add(
        "diagnose vpn tunnel up",
        "Bring a tunnel up: TUNNEL, or PHASE2 [TUNNEL]",
        args -> up(args));
    add(
        "diagnose vpn tunnel down",
        "Bring a tunnel down: TUNNEL, or PHASE2 [TUNNEL]",
        args -> down(args));
    add("get vpn ipsec stats tunnel", "Count tunnels and selectors.", args -> gateway.statistics());
    add(
        "get ipsec tunnel list",
        "Show one line per selector that is up.",
        args -> gateway.selectors());
    add(
        "diagnose vpn ike gateway list",
        "List all IKE gateways. [name NAME]",
        args -> gateway.ikeGateways(name(args)));
    add("diagnose vpn ike gateway flush", "End IKE SAs. [name NAME]", this::flush);
    add("diagnose vpn ike gateway clear", "End IKE SAs. [name NAME]", this::flush);
    add(
        "diagnose vpn ike errors",
        "Explain negotiations in which nothing matched.",
        args -> gateway.mismatches());
    DebugCommands debug = new DebugCommands(gateway.debugging());
    add("diagnose vpn ike log filter", "Limit debug output.", debug::filter);
    add("diagnose vpn ike log-filter", "Limit debug output.", debug::filter);
    add(
        "diagnose debug application ike",
        "Set the IKE debug level: -1 shows all.",
        debug::application);
    add("diagnose debug console timestamp", "Show the time: enable or disable.", debug::timestamp);
    add("diagnose debug disable", "Stop debug output.", args -> debug.disable());
    add(
        "diagnose debug reset",
        "Stop debug output and forget its settings.",
        args -> debug.reset());
    feeds.put(List.of("diagnose", "debug", "enable"), debug::enable);
    add("diagnose debug enable", "Show debug output until it is disabled.", args -> "");
    add(
        "diagnose vpn ipsec status",
        "Count dropped packets and messages.",
        args -> gateway.drops());
    add(
        "diagnose sys ipsec-aggregate list",
        "List aggregates and members.",
        args -> gateway.aggregates());
    add(
        "execute vpn ipsec tunnel up",
        "Bring a tunnel up: TUNNEL, or PHASE2 [TUNNEL]",
        args -> up(args));
    add(
        "execute vpn ipsec tunnel down",
        "Bring a tunnel down: TUNNEL, or PHASE2 [TUNNEL]",
        args -> down(args));
    add(
        "execute vpn certificate local generate",
        "Make a key and a request: {rsa|ec} NAME {BITS|CURVE} SUBJECT",
        certificates::generate);
    add(
        "execute vpn certificate local import",
        "Import PEM or PKCS#12: NAME FILE [PASSWORD]",
        certificates::importLocal);
    add(
        "execute vpn certificate local export",
        "Show a certificate or request: NAME",
        certificates::export);
    add(
        "execute vpn certificate ca import",
        "Trust an authority: NAME FILE",
        certificates::importAuthority);
    add(
        "execute vpn certificate remote import",
        "Import a peer's certificate: NAME FILE",
        certificates::importRemote);
    add("execute vpn certificate crl import", "Import a list: NAME FILE", certificates::importCrl);
    add("execute api-user generate-key", "Make a token: NAME", this::generateKey);
    add("help", "List the commands. WORDS ? lists those that go on so.", args -> help(args));
  }

  /// Runs one line.
  public Result run(String line) {
    List<String> words = split(line);
    if (words.isEmpty()) {
      return new Result(0, "");
    }
    try {
      if (words.getLast().equals("?")) {
        return new Result(0, help(words.subList(0, words.size() - 1)));
      }
      for (Command command : commands) {
        if (begins(command, words) && words.size() >= command.words.size()) {
          String text = command.body.run(words.subList(command.words.size(), words.size()));
          Feeding feeding = feeds.get(command.words);
          return new Result(
              0, text, feeding == null ? Optional.empty() : Optional.of(feeding.begin()));
        }
      }
      return new Result(1, unknown(words) + "Command fail. Return code -61\n");
    } catch (CommandException e) {
      return new Result(1, e.getMessage() + "\nCommand fail. Return code -61\n");
    } catch (IllegalStateException e) {
      return new Result(1, "The gateway did not answer: " + e.getMessage() + "\n");
    }
  }

  private void add(String words, String help, Body body) {
    commands.add(new Command(List.of(words.split(" ")), help, body));
  }

  /// Each word may be cut short as long as no other command fits as well.
  private static boolean begins(Command command, List<String> words) {
    for (int i = 0; i < Math.min(words.size(), command.words.size()); i++) {
      if (!command.words.get(i).startsWith(words.get(i).toLowerCase(Locale.ROOT))) {
        return false;
      }
    }
    return true;
  }

  /// The nearest valid one, as far as what was typed reaches.
  private String unknown(List<String> words) {
    List<String> valid = new ArrayList<>();
    for (Command command : commands) {
      int length = Math.min(words.size(), command.words.size());
      valid.add(String.join(" ", command.words.subList(0, length)));
      valid.add(String.join(" ", command.words));
    }
    String hint = Nearest.hint(String.join(" ", words), valid);
    return "Unknown action '%s'; %s%n"
        .formatted(String.join(" ", words), hint.isEmpty() ? "? lists all commands" : hint);
  }

  /// What may follow the words before a question mark.
  private String help(List<String> before) throws CommandException {
    StringBuilder text = new StringBuilder();
    for (Command command : commands) {
      int length = Math.min(before.size(), command.words.size());
      if (begins(command, before.subList(0, length)) && length == before.size()) {
        text.append(String.format("%-36s %s%n", String.join(" ", command.words), command.help));
      }
    }
    if (text.isEmpty()) {
      throw new CommandException(unknown(before).strip());
    }
    return text.toString();
  }

  private String show(Printer.Detail detail, List<String> arguments) throws CommandException {
    Printer printer = new Printer(Schema.fortios(), secrets, detail);
    if (arguments.isEmpty()) {
      return printer.all(gateway.tree());
    }
    for (int length = arguments.size(); length > 0; length--) {
      String path = String.join(" ", arguments.subList(0, length));
      if (Schema.fortios().table(path).isPresent()) {
        Optional<String> key =
            length < arguments.size() ? Optional.of(arguments.get(length)) : Optional.empty();
        return printer.one(gateway.tree(), path, key);
      }
    }
    throw new CommandException("command parse error before '" + arguments.getFirst() + "'");
  }

  private String flush(List<String> arguments) throws CommandException {
    Optional<String> name = name(arguments);
    if (!gateway.flush(name) && name.isPresent()) {
      throw new CommandException("entry not found in datasource\n\nno tunnel '" + name.get() + "'");
    }
    return "";
  }

  /// Nothing, or `name NAME`.
  private static Optional<String> name(List<String> arguments) throws CommandException {
    if (arguments.isEmpty()) {
      return Optional.empty();
    }
    if (arguments.size() != 2 || !arguments.getFirst().equals("name")) {
      throw new CommandException("command parse error before '" + arguments.getFirst() + "'");
    }
    return Optional.of(arguments.get(1));
  }

  private String tunnelList(List<String> arguments) throws CommandException {
    boolean keys = arguments.contains("keys");
    int name = arguments.indexOf("name");
    for (String argument : arguments) {
      boolean known =
          argument.equals("keys")
              || argument.equals("name")
              || arguments.indexOf(argument) == name + 1;
      if (!known) {
        throw new CommandException("command parse error before '" + argument + "'");
      }
    }
    Optional<String> wanted =
        name >= 0 && name + 1 < arguments.size()
            ? Optional.of(arguments.get(name + 1))
            : Optional.empty();
    return gateway.tunnels(wanted, keys);
  }

  private String locals(List<String> arguments) {
    return gateway.localCertificates(named(arguments));
  }

  private String cas(List<String> arguments) {
    return gateway.authorities(named(arguments));
  }

  /// The last word, unless it is the `details` that FortiOS wants in front of it.
  private static Optional<String> named(List<String> arguments) {
    return arguments.isEmpty() || arguments.getLast().equals("details")
        ? Optional.empty()
        : Optional.of(arguments.getLast());
  }

  private String up(List<String> arguments) throws CommandException {
    return act(arguments, gateway::up);
  }

  private String down(List<String> arguments) throws CommandException {
    return act(arguments, gateway::down);
  }

  /// The token is shown this one time: only its hash is kept.
  private String generateKey(List<String> arguments) throws CommandException {
    String user = one(arguments);
    try {
      return "New API key: "
          + keys.generate(user)
              .orElseThrow(() ->
                  new CommandException(
                      "entry not found in datasource\n\nno 'system api-user' named '" + user + "'"))
          + "\n";
    } catch (IOException e) {
      throw new CommandException("the key could not be stored: " + e.getMessage());
    }
  }

  /// FortiOS names the phase 2 first and then the phase 1. One name is the tunnel's, if there is
  /// one.
  private String act(
      List<String> arguments, BiFunction<String, Optional<String>, TunnelSource.Outcome> what)
      throws CommandException {
    String first = one(arguments);
    Optional<String> owner =
        arguments.size() > 1 ? Optional.of(arguments.get(1)) : gateway.phase1Of(first);
    boolean whole = arguments.size() == 1 && (gateway.has(first) || owner.isEmpty());
    TunnelSource.Outcome outcome =
        whole
            ? what.apply(first, Optional.empty())
            : what.apply(owner.orElseThrow(), Optional.of(first));
    return switch (outcome) {
      case DONE -> "";
      case NO_TUNNEL -> throw notFound("no tunnel '" + (whole ? first : owner.orElse("")) + "'");
      case NO_PHASE2 ->
          throw notFound("tunnel '" + owner.orElse("") + "' has no phase 2 '" + first + "'");
    };
  }

  private static CommandException notFound(String what) {
    return new CommandException("entry not found in datasource\n\n" + what);
  }

  private static String one(List<String> arguments) throws CommandException {
    if (arguments.isEmpty()) {
      throw new CommandException("incomplete command in the end: name a tunnel");
    }
    return arguments.getFirst();
  }

  private static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    boolean open = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        open = true;
      } else if (c <= ' ' && !quoted) {
        if (open) {
          words.add(word.toString());
        }
        word.setLength(0);
        open = false;
      } else {
        word.append(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toString());
    }
    return words;
  }
}
