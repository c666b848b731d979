package hawser.cli;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.config.Printer;
import hawser.crypto.Entropy;
import hawser.crypto.SigningKey;
import hawser.pki.Bundle;
import hawser.pki.CertificateRequest;
import hawser.pki.DistinguishedName;
import hawser.pki.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;

/// `execute vpn certificate`: makes keys and requests, imports and exports. Files are read on the
/// gateway, as its owner.
public final class CertificateCommands {
  private static final int LARGEST_FILE = 8 << 20;
  private static final Set<String> CURVES = Set.of("secp256r1", "secp384r1", "secp521r1");

  private final Certificates certificates;

  /// The certificates of a running gateway.
  public interface Certificates {
    /// Adds a block of configuration; empty when it was taken, or the problems.
    Optional<String> add(String block) throws IOException;

    /// The text of an option, such as the `certificate` of an entry of `vpn certificate local`.
    Optional<String> text(String table, String name, String option);
  }

  public CertificateCommands(Certificates certificates) {
    this.certificates = certificates;
  }

  /// `generate rsa NAME BITS SUBJECT` and `generate ec NAME CURVE SUBJECT`.
  String generate(List<String> words) throws CommandException {
    if (words.size() < 4) {
      throw new CommandException(
          "incomplete command in the end: generate {rsa|ec} NAME {BITS|CURVE} SUBJECT");
    }
    KeyPair pair = pair(words.get(0), words.get(2));
    String subject = String.join(" ", words.subList(3, words.size()));
    try {
      X500Principal name = DistinguishedName.principal(subject);
      SigningKey key = SigningKey.of(pair.getPrivate());
      Octets request = CertificateRequest.of(name, pair.getPublic(), key, Entropy.system());
      String csr = Pem.of(Pem.REQUEST, request);
      add(
          "local",
          words.get(1),
          "private-key",
          Pem.of(Pem.PRIVATE_KEY, Octets.of(pair.getPrivate().getEncoded())),
          "csr",
          csr);
      return csr;
    } catch (Malformed e) {
      throw new CommandException("Command parse error: " + e.getMessage());
    }
  }

  /// `import NAME FILE [PASSWORD]`: PEM or PKCS#12. A certificate alone completes a request.
  String importLocal(List<String> words) throws CommandException {
    try {
      Bundle bundle = Bundle.read(file(words, 3), words.size() > 2 ? words.get(2) : "");
      StringBuilder chain = new StringBuilder();
      for (Octets certificate : bundle.certificates()) {
        chain.append(Pem.of(Pem.CERTIFICATE, certificate));
      }
      if (bundle.certificates().isEmpty()) {
        throw new Malformed("no certificate in the file");
      }
      if (bundle.key().isPresent()) {
        Octets key = Octets.of(bundle.key().get().encoded().toArray());
        String pem = Pem.of(Pem.PRIVATE_KEY, key);
        return add("local", words.get(0), "private-key", pem, "certificate", chain.toString());
      }
      return add("local", words.get(0), "certificate", chain.toString());
    } catch (Malformed e) {
      throw new CommandException("not imported: " + e.getMessage());
    }
  }

  String importAuthority(List<String> words) throws CommandException {
    return importPublic(words, "ca", "ca", Pem.CERTIFICATE);
  }

  String importRemote(List<String> words) throws CommandException {
    return importPublic(words, "remote", "remote", Pem.CERTIFICATE);
  }

  String importCrl(List<String> words) throws CommandException {
    return importPublic(words, "crl", "crl", Pem.CRL);
  }

  /// `export NAME`: the certificate, or the request while there is none. Never the key.
  String export(List<String> words) throws CommandException {
    if (words.size() != 1) {
      throw new CommandException("incomplete command in the end: export NAME");
    }
    return certificates
        .text("vpn certificate local", words.getFirst(), "certificate")
        .or(() -> certificates.text("vpn certificate local", words.getFirst(), "csr"))
        .map(text -> text.endsWith("\n") ? text : text + "\n")
        .orElseThrow(() ->
            new CommandException(
                "entry not found in datasource\n\nno certificate '" + words.getFirst() + "'"));
  }

  private String importPublic(List<String> words, String table, String option, String label)
      throws CommandException {
    try {
      Octets der = Bundle.single(file(words, 2), label);
      return add(table, words.getFirst(), option, Pem.of(label, der));
    } catch (Malformed e) {
      throw new CommandException("not imported: " + e.getMessage());
    }
  }

  private static Octets file(List<String> words, int most) throws CommandException {
    if (words.size() < 2 || words.size() > most) {
      throw new CommandException(
          "incomplete command in the end: import NAME FILE" + (most > 2 ? " [PASSWORD]" : ""));
    }
    String name = words.get(1);
    try {
      Path path = Path.of(name);
      if (Files.size(path) > LARGEST_FILE) {
        throw new CommandException(name + " is larger than " + (LARGEST_FILE >> 20) + " MiB");
      }
      return Octets.of(Files.readAllBytes(path));
    } catch (IOException | InvalidPathException e) {
      throw new CommandException("cannot read the file " + name);
    }
  }

  private String add(String table, String name, String... settings) throws CommandException {
    StringBuilder block =
        new StringBuilder("config vpn certificate " + table + "\nedit " + Printer.quote(name));
    for (int i = 0; i < settings.length; i += 2) {
      block.append("\nset ").append(settings[i]).append(' ');
      block.append(Printer.quote(settings[i + 1]));
    }
    block.append("\nnext\nend\n");
    try {
      Optional<String> problems = certificates.add(block.toString());
      if (problems.isPresent()) {
        throw new CommandException("not imported:\n" + problems.get());
      }
      return "Done.\n";
    } catch (IOException e) {
      throw new CommandException("could not be stored: " + e.getMessage());
    }
  }

  private static KeyPair pair(String kind, String size) throws CommandException {
    try {
      KeyPairGenerator generator;
      if (kind.equals("rsa") && size.matches("2048|3072|4096")) {
        generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(Integer.parseInt(size));
      } else if (kind.equals("ec") && CURVES.contains(size)) {
        generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(size));
      } else if (kind.equals("ec") && (size.equals("ed25519") || size.equals("ed448"))) {
        generator = KeyPairGenerator.getInstance(size.equals("ed25519") ? "Ed25519" : "Ed448");
      } else {
        throw new CommandException(
            "no such key: rsa 2048, 3072 or 4096, or ec secp256r1, secp384r1, secp521r1, ed25519"
                + " or ed448");
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK makes no such key: " + size, e);
    }
  }
}
