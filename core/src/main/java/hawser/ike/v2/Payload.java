package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Role;

/// One payload of a message (RFC 7296 section 3), whole and well-formed.
sealed interface Payload
    permits Authentication,
        Certificate,
        CertificateRequest,
        Configuration,
        Delete,
        Eap,
        Identification,
        KeyShare,
        Nonce,
        Notify,
        SecurityAssociation,
        TrafficSelectors,
        Unknown,
        VendorId {
  int type();

  /// Writes the body, what is behind the generic header.
  void write(Writer writer);

  /// Reads a body. Whose payload it is stands in its number alone, so that none is taken for
  /// another version's.
  static Payload read(int type, Octets body) throws Malformed {
    return switch (type) {
      case PayloadType.SA -> SecurityAssociation.read(body);
      case PayloadType.KEY_EXCHANGE -> KeyShare.read(body);
      case PayloadType.ID_INITIATOR -> Identification.read(Role.INITIATOR, body);
      case PayloadType.ID_RESPONDER -> Identification.read(Role.RESPONDER, body);
      case PayloadType.CERTIFICATE -> Certificate.read(body);
      case PayloadType.CERTIFICATE_REQUEST -> CertificateRequest.read(body);
      case PayloadType.AUTHENTICATION -> Authentication.read(body);
      case PayloadType.NONCE -> Nonce.read(body);
      case PayloadType.NOTIFY -> Notify.read(body);
      case PayloadType.DELETE -> Delete.read(body);
      case PayloadType.VENDOR_ID -> new VendorId(body);
      case PayloadType.TS_INITIATOR -> TrafficSelectors.read(Role.INITIATOR, body);
      case PayloadType.TS_RESPONDER -> TrafficSelectors.read(Role.RESPONDER, body);
      case PayloadType.CONFIGURATION -> Configuration.read(body);
      case PayloadType.EAP -> new Eap(body);
      default -> new Unknown(type, body);
    };
  }
}
