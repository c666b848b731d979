package hawser.gateway;

import hawser.cli.CertificateCommands;
import hawser.config.ConfigFiles;
import hawser.config.Configuration;
import hawser.config.Problem;
import hawser.config.Tree;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Collectors;

/// Takes certificates into the configuration that runs.
final class ImportedCertificates implements CertificateCommands.Certificates {
  private final ConfigFiles files;
  private final Gateway gateway;

  ImportedCertificates(ConfigFiles files, Gateway gateway) {
    this.files = files;
    this.gateway = gateway;
  }

  @Override
  public synchronized Optional<String> add(String block) throws IOException {
    return switch (files.add(block, HostDevices.current())) {
      case Configuration.Invalid invalid ->
          Optional.of(
              invalid.problems().stream()
                  .filter(Problem::isError)
                  .map(Problem::toString)
                  .collect(Collectors.joining("\n")));
      case Configuration.Valid valid -> {
        gateway.configure(valid.configuration());
        yield Optional.empty();
      }
    };
  }

  @Override
  public Optional<String> text(String table, String name, String option) {
    return gateway.query(view ->
        view.configuration()
            .tree()
            .entry(table, name)
            .flatMap(entry -> entry.setting(option))
            .map(Tree.Setting::text));
  }
}
