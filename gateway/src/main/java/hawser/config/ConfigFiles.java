package hawser.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the configuration comes from: the administrator's files, which Hawser only reads, and
/// `certificates.conf` of the state directory, which `execute vpn certificate` writes. All are
/// taken as one text.
public final class ConfigFiles {
  private static final String CERTIFICATES = "certificates.conf";

  private final List<Path> files;
  private final Path certificates;
  private final SecretStore secrets;

  public ConfigFiles(List<Path> files, Path state, SecretStore secrets) {
    this.files = List.copyOf(files);
    this.certificates = state.resolve(CERTIFICATES);
    this.secrets = secrets;
  }

  /// The file of imported certificates in a state directory, once there is one.
  public static Optional<Path> imported(Path state) {
    return Optional.of(state.resolve(CERTIFICATES)).filter(Files::exists);
  }

  public List<ConfigText> read() throws IOException {
    List<ConfigText> sources = new ArrayList<>();
    for (Path file : files) {
      sources.add(CheckConfig.read(file));
    }
    sources.add(imported());
    return sources;
  }

  /// Loads everything with one entry more, and keeps the entry where all of that is valid.
  ///
  /// @param entry as FortiOS's text, secrets in clear
  public Configuration.Loaded add(String entry, Host host) throws IOException {
    ConfigText with = new ConfigText(certificates.toString(), imported().text() + entry);
    List<ConfigText> sources = new ArrayList<>(read());
    sources.set(sources.size() - 1, with);
    Configuration.Loaded loaded = Configuration.load(sources, host, secrets);
    if (loaded instanceof Configuration.Valid) {
      Tree tree = Parser.parse(Schema.fortios(), List.of(with), new ArrayList<>());
      Printer printer = new Printer(Schema.fortios(), secrets, Printer.Detail.SET);
      secrets.save();
      SecretStore.writeAtomically(certificates, printer.all(tree).getBytes(StandardCharsets.UTF_8));
    }
    return loaded;
  }

  private ConfigText imported() throws IOException {
    return Files.exists(certificates)
        ? CheckConfig.read(certificates)
        : new ConfigText(certificates.toString(), "");
  }
}
