package hawser.ike.auth;

import hawser.ike.Identity;
import hawser.pki.Certificate;
import hawser.pki.DistinguishedName;
import hawser.pki.Trust;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Which certificates a configured peer may have. Everything that is set must hold.
///
/// @param authority one that must stand in the chain
/// @param subject attributes that the subject must have, such as `O=Example, OU=Sites`
/// @param commonName the subject's common name, or an alternative name of the type
public record PeerRule(
    String name,
    Optional<Certificate> authority,
    Optional<DistinguishedName> subject,
    Optional<String> commonName,
    NameType nameType) {
  /// Where a common name may stand besides the subject.
  public enum NameType {
    STRING,
    EMAIL,
    FQDN,
    ADDRESS
  }

  public boolean admits(Trust.Chain chain) {
    Certificate leaf = chain.leaf();
    DistinguishedName own = DistinguishedName.of(leaf.subject());
    return authority.map(chain.certificates()::contains).orElse(true)
        && subject.map(own::contains).orElse(true)
        && commonName.map(name -> own.hasCommonName(name) || alternative(leaf, name)).orElse(true);
  }

  private boolean alternative(Certificate leaf, String name) {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    return switch (nameType) {
      case STRING -> false;
      case EMAIL -> CertificateIdentity.proves(leaf, Identity.of(Identity.USER_FQDN, octets));
      case FQDN -> CertificateIdentity.proves(leaf, Identity.of(Identity.FQDN, octets));
      case ADDRESS ->
          leaf.names().stream()
              .anyMatch(other ->
                  other instanceof Certificate.Ip ip && ip.address().toString().equals(name));
    };
  }
}
