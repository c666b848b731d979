package hawser.pki;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which signatures of issuers count: SHA-2 and EdDSA only.
final class SignatureAlgorithms {
  private static final String PSS = "1.2.840.113549.1.1.10";
  private static final Set<String> STRONG =
      Set.of(
          "1.2.840.113549.1.1.11", // sha256WithRSAEncryption
          "1.2.840.113549.1.1.12",
          "1.2.840.113549.1.1.13",
          "1.2.840.10045.4.3.2", // ecdsa-with-SHA256
          "1.2.840.10045.4.3.3",
          "1.2.840.10045.4.3.4",
          "1.3.101.112", // Ed25519
          "1.3.101.113");
  private static final Set<String> HASHES = Set.of("SHA-256", "SHA-384", "SHA-512");

  private SignatureAlgorithms() {}

  static boolean areStrong(X509Certificate certificate) {
    return areStrong(certificate.getSigAlgOID(), certificate.getSigAlgParams());
  }

  static boolean areStrong(X509CRL crl) {
    return areStrong(crl.getSigAlgOID(), crl.getSigAlgParams());
  }

  private static boolean areStrong(String oid, byte @Nullable [] parameters) {
    if (!oid.equals(PSS)) {
      return STRONG.contains(oid);
    }
    if (parameters == null) {
      return false; // the defaults are SHA-1
    }
    try {
      AlgorithmParameters decoded = AlgorithmParameters.getInstance("RSASSA-PSS");
      decoded.init(parameters);
      PSSParameterSpec pss = decoded.getParameterSpec(PSSParameterSpec.class);
      return HASHES.contains(pss.getDigestAlgorithm())
          && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
          && mask.getDigestAlgorithm().equals(pss.getDigestAlgorithm());
    } catch (GeneralSecurityException | java.io.IOException e) {
      return false;
    }
  }
}
