package hawser.config;

import hawser.ike.auth.Credential;
import hawser.pki.Certificate;
import hawser.pki.TrustStore;
import java.util.Map;

/// `vpn certificate`: what we have and whom we trust.
///
/// @param locals by name, those that have a key and a certificate
public record Certificates(
    Map<String, Credential> locals, Map<String, Certificate> authorities, TrustStore trust) {
  public Certificates {
    locals = Map.copyOf(locals);
    authorities = Map.copyOf(authorities);
  }
}
