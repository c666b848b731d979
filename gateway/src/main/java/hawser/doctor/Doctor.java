package hawser.doctor;

import hawser.config.CheckConfig;
import hawser.config.SecretStore;
import hawser.gateway.HostDevices;
import hawser.linux.Capabilities.Capability;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `hawser doctor`: what a gateway needs, checked before it runs; each failure comes with the
/// command that mends it.
public final class Doctor {
  private Doctor() {}

  /// How the findings are written.
  public enum Format {
    TEXT,
    JSON
  }

  /// Checks the machine, and the configuration in `files` when there is one. Returns 0, or 1 when a
  /// check failed.
  public static int run(List<Path> files, Format format, PrintStream out) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Host.java());
    for (Capability capability : Capability.values()) {
      findings.add(Host.capability(capability));
    }
    findings.add(Host.tunDevice());
    findings.add(Host.tunDriver());
    findings.add(Host.nftables());
    findings.add(Host.forwarding());
    findings.add(Host.port(500));
    findings.add(Host.port(4500));
    if (!files.isEmpty()) {
      findings.add(configuration(files));
    }
    out.print(format == Format.JSON ? json(findings) : text(findings));
    return findings.stream().allMatch(Finding::isOk) ? 0 : 1;
  }

  private static Finding configuration(List<Path> files) {
    ByteArrayOutputStream report = new ByteArrayOutputStream();
    int status =
        CheckConfig.run(
            files,
            SecretStore.none(),
            HostDevices.current(),
            new PrintStream(report, true, StandardCharsets.UTF_8));
    String problems = report.toString(StandardCharsets.UTF_8).strip();
    String names = String.join(" ", files.stream().map(Path::toString).toList());
    return status == CheckConfig.OK
        ? Finding.ok("configuration", problems.lines().reduce((_, last) -> last).orElse(""))
        : Finding.failed("configuration", problems, "./hawser check-config " + names);
  }

  static String text(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : findings) {
      text.append(finding.isOk() ? "ok    " : "FAIL  ");
      text.append(
          "%-22s%s%n"
              .formatted(finding.name(), finding.detail().replace("\n", "\n" + " ".repeat(28))));
      if (!finding.isOk()) {
        text.append(" ".repeat(28)).append("fix: ").append(finding.fix()).append('\n');
      }
    }
    return text.toString();
  }

  static String json(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    boolean ok = findings.stream().allMatch(Finding::isOk);
    text.append("{\"ok\":").append(ok).append(",\"checks\":[");
    String separator = "";
    for (Finding finding : findings) {
      text.append(separator).append("\n  {\"name\":").append(quoted(finding.name()));
      text.append(",\"ok\":").append(finding.isOk());
      text.append(",\"detail\":").append(quoted(finding.detail()));
      text.append(",\"fix\":").append(quoted(finding.fix())).append('}');
      separator = ",";
    }
    return text.append("\n]}\n").toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < 0x20) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
