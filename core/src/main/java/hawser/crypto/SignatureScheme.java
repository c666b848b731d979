package hawser.crypto;

import hawser.bytes.Der;
import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The signature schemes, each with the AlgorithmIdentifier that names it (RFC 7427 appendix A).
///
/// A received identifier is compared octet by octet with the few encodings that are allowed, so
/// there is no parser to fool.
public enum SignatureScheme {
  RSA_PKCS1_SHA2_256(SignatureHash.SHA2_256, "SHA256withRSA"),
  RSA_PKCS1_SHA2_384(SignatureHash.SHA2_384, "SHA384withRSA"),
  RSA_PKCS1_SHA2_512(SignatureHash.SHA2_512, "SHA512withRSA"),
  /// The salt has the length of the hash (RFC 8247 section 3.2.1).
  RSA_PSS_SHA2_256(SignatureHash.SHA2_256, "RSASSA-PSS"),
  RSA_PSS_SHA2_384(SignatureHash.SHA2_384, "RSASSA-PSS"),
  RSA_PSS_SHA2_512(SignatureHash.SHA2_512, "RSASSA-PSS"),
  /// A DER sequence of r and s.
  ECDSA_SHA2_256(SignatureHash.SHA2_256, "SHA256withECDSA"),
  ECDSA_SHA2_384(SignatureHash.SHA2_384, "SHA384withECDSA"),
  ECDSA_SHA2_512(SignatureHash.SHA2_512, "SHA512withECDSA"),
  /// r and s, each with as many octets as the curve's order: RFC 4754, named by no identifier.
  ECDSA_256_RAW(SignatureHash.SHA2_256, "SHA256withECDSAinP1363Format"),
  ECDSA_384_RAW(SignatureHash.SHA2_384, "SHA384withECDSAinP1363Format"),
  ECDSA_521_RAW(SignatureHash.SHA2_512, "SHA512withECDSAinP1363Format"),
  /// RFC 8420.
  ED25519(SignatureHash.IDENTITY, "Ed25519"),
  ED448(SignatureHash.IDENTITY, "Ed448");

  private static final String SHA2_OID = "6086480165030402"; // 2.16.840.1.101.3.4.2
  private static final String PKCS1_OID = "2a864886f70d0101"; // 1.2.840.113549.1.1
  private static final String ECDSA_OID = "2a8648ce3d0403"; // 1.2.840.10045.4.3
  private static final Map<SignatureScheme, List<Octets>> IDENTIFIERS =
      new EnumMap<>(SignatureScheme.class);

  static {
    for (SignatureScheme scheme : values()) {
      IDENTIFIERS.put(scheme, scheme.identifiers());
    }
  }

  private final SignatureHash hash;
  private final String algorithm;

  SignatureScheme(SignatureHash hash, String algorithm) {
    this.hash = hash;
    this.algorithm = algorithm;
  }

  public SignatureHash hash() {
    return hash;
  }

  /// Whether a key of this type can sign so.
  public boolean fits(KeyType type) {
    return switch (this) {
      case RSA_PKCS1_SHA2_256, RSA_PKCS1_SHA2_384, RSA_PKCS1_SHA2_512 -> type == KeyType.RSA;
      case RSA_PSS_SHA2_256, RSA_PSS_SHA2_384, RSA_PSS_SHA2_512 ->
          type == KeyType.RSA || type == KeyType.RSA_PSS;
      case ECDSA_SHA2_256, ECDSA_SHA2_384, ECDSA_SHA2_512 ->
          type == KeyType.ECDSA_256 || type == KeyType.ECDSA_384 || type == KeyType.ECDSA_521;
      case ECDSA_256_RAW -> type == KeyType.ECDSA_256;
      case ECDSA_384_RAW -> type == KeyType.ECDSA_384;
      case ECDSA_521_RAW -> type == KeyType.ECDSA_521;
      case ED25519 -> type == KeyType.ED25519;
      case ED448 -> type == KeyType.ED448;
    };
  }

  public boolean isPss() {
    return algorithm.equals("RSASSA-PSS");
  }

  /// The AlgorithmIdentifier in DER; empty for the schemes that have none.
  public Optional<Octets> identifier() {
    return IDENTIFIERS.getOrDefault(this, List.of()).stream().findFirst();
  }

  /// The scheme that an AlgorithmIdentifier names.
  public static Optional<SignatureScheme> named(Octets identifier) {
    return IDENTIFIERS.entrySet().stream()
        .filter(entry -> entry.getValue().contains(identifier))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// True when `signature` is the holder's; false for everything else, whatever it is.
  public boolean verify(PublicKey key, Octets message, Octets signature) {
    try {
      if (!fits(KeyType.of(key))) {
        return false;
      }
      Optional<Octets> info = digestInfo(message);
      if (info.isPresent()) {
        return RsaBlock.verify(key, info.get(), signature);
      }
      if (key instanceof ECKey ec && algorithm.endsWith("withECDSA")) {
        int length = (ec.getParams().getOrder().bitLength() + 7) / 8;
        Optional<Octets> raw = EcdsaDer.raw(signature, length);
        return raw.isPresent() && verify(algorithm + "inP1363Format", key, message, raw.get());
      }
      return verify(algorithm, key, message, signature);
    } catch (GeneralSecurityException | Malformed e) {
      return false;
    }
  }

  private boolean verify(String name, PublicKey key, Octets message, Octets signature)
      throws GeneralSecurityException {
    Signature verifier = prepared(name);
    verifier.initVerify(key);
    verifier.update(message.toArray());
    return verifier.verify(signature.toArray());
  }

  Octets sign(PrivateKey key, Entropy entropy, Octets message) {
    try {
      Signature signer = prepared(algorithm);
      signer.initSign(key, new Ecp.EntropyRandom(entropy));
      signer.update(message.toArray());
      return Octets.of(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK does not sign with " + this, e);
    }
  }

  /// What PKCS#1 v1.5 signs: the hash with its name.
  private Optional<Octets> digestInfo(Octets message) {
    return switch (this) {
      case RSA_PKCS1_SHA2_256 -> Optional.of(digestInfo("01", Hash.SHA2_256, message));
      case RSA_PKCS1_SHA2_384 -> Optional.of(digestInfo("02", Hash.SHA2_384, message));
      case RSA_PKCS1_SHA2_512 -> Optional.of(digestInfo("03", Hash.SHA2_512, message));
      default -> Optional.empty();
    };
  }

  private static Octets digestInfo(String arc, Hash hash, Octets message) {
    return Der.sequence(
        Der.sequence(Der.oid(SHA2_OID + arc), Der.NULL),
        Der.of(Der.OCTET_STRING, Hmac.digest(hash, message)));
  }

  private Signature prepared(String name) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(name);
    switch (this) {
      case RSA_PSS_SHA2_256 -> signature.setParameter(pss("SHA-256", MGF1ParameterSpec.SHA256, 32));
      case RSA_PSS_SHA2_384 -> signature.setParameter(pss("SHA-384", MGF1ParameterSpec.SHA384, 48));
      case RSA_PSS_SHA2_512 -> signature.setParameter(pss("SHA-512", MGF1ParameterSpec.SHA512, 64));
      default -> {}
    }
    return signature;
  }

  private static PSSParameterSpec pss(String digest, MGF1ParameterSpec mask, int salt) {
    return new PSSParameterSpec(digest, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
  }

  private List<Octets> identifiers() {
    return switch (this) {
      case RSA_PKCS1_SHA2_256 -> List.of(Der.sequence(Der.oid(PKCS1_OID + "0b"), Der.NULL));
      case RSA_PKCS1_SHA2_384 -> List.of(Der.sequence(Der.oid(PKCS1_OID + "0c"), Der.NULL));
      case RSA_PKCS1_SHA2_512 -> List.of(Der.sequence(Der.oid(PKCS1_OID + "0d"), Der.NULL));
      case RSA_PSS_SHA2_256 -> pssIdentifiers(SHA2_OID + "01", 32);
      case RSA_PSS_SHA2_384 -> pssIdentifiers(SHA2_OID + "02", 48);
      case RSA_PSS_SHA2_512 -> pssIdentifiers(SHA2_OID + "03", 64);
      case ECDSA_SHA2_256 -> List.of(Der.sequence(Der.oid(ECDSA_OID + "02")));
      case ECDSA_SHA2_384 -> List.of(Der.sequence(Der.oid(ECDSA_OID + "03")));
      case ECDSA_SHA2_512 -> List.of(Der.sequence(Der.oid(ECDSA_OID + "04")));
      case ED25519 -> List.of(Der.sequence(Der.oid("2b6570")));
      case ED448 -> List.of(Der.sequence(Der.oid("2b6571")));
      case ECDSA_256_RAW, ECDSA_384_RAW, ECDSA_521_RAW -> List.of();
    };
  }

  /// With and without the NULL behind the hash: RFC 4055 section 2.1 wants both understood.
  private static List<Octets> pssIdentifiers(String hashOid, int saltLength) {
    Octets[] hashes = {
      Der.sequence(Der.oid(hashOid), Der.NULL), Der.sequence(Der.oid(hashOid)),
    };
    List<Octets> all = new ArrayList<>();
    for (Octets hash : hashes) {
      for (Octets maskHash : hashes) {
        all.add(
            Der.sequence(
                Der.oid(PKCS1_OID + "0a"),
                Der.sequence(
                    Der.of(0xa0, hash),
                    Der.of(0xa1, Der.sequence(Der.oid(PKCS1_OID + "08"), maskHash)),
                    Der.of(0xa2, Der.integer(saltLength)))));
      }
    }
    return List.copyOf(all);
  }
}
