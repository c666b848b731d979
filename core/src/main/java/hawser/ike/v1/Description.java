package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.ike.HawserVendor;
import hawser.ike.Header;
import hawser.ike.Mismatch.Aspect;
import hawser.ike.Mismatch.Combination;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What anybody can read in a message, line by line, for people who look for a fault. Public
/// values, nonces and what is encrypted are told by their length.
public final class Description {
  private static final Map<Integer, String> EXCHANGES =
      Map.of(
          Messages.EXCHANGE_MAIN, "Identity Protection",
          Messages.EXCHANGE_AGGRESSIVE, "Aggressive",
          Messages.EXCHANGE_INFORMATIONAL, "Informational",
          Messages.EXCHANGE_TRANSACTION, "Mode config",
          Messages.EXCHANGE_QUICK, "Quick");

  private static final Map<Octets, String> VENDORS =
      Map.of(
          Vendor.NAT_TRAVERSAL,
          "RFC 3947",
          Vendor.DEAD_PEER_DETECTION,
          "DPD",
          Vendor.XAUTH,
          "draft-ietf-ipsec-isakmp-xauth",
          Vendor.UNITY,
          "CISCO-UNITY",
          Vendor.FRAGMENTATION,
          "FRAGMENTATION",
          HawserVendor.ID,
          "HAWSER",
          Octets.ofHex("8299031757a36082c6a621de"),
          "FORTIGATE");

  private Description() {}

  /// The name of the exchange that a header names.
  public static String exchange(Header header) {
    return EXCHANGES.getOrDefault(header.exchange(), "exchange " + header.exchange());
  }

  /// The lines of a message that has a sound header.
  public static List<String> lines(Header header, Octets message) {
    List<String> lines = new ArrayList<>();
    if (header.isEncrypted()) {
      lines.add("encrypted, " + (message.length() - Header.LENGTH) + " octets");
      return lines;
    }
    try {
      Reader reader = Reader.of(Messages.body(message));
      for (Payload payload : Payload.readChain(reader, header.nextPayload())) {
        describe(payload, lines);
      }
    } catch (Malformed e) {
      lines.add("parse error: " + e.getMessage());
    }
    return lines;
  }

  private static void describe(Payload payload, List<String> lines) throws Malformed {
    int octets = payload.body().length();
    switch (payload.type()) {
      case PayloadType.SA -> proposals(SaBody.read(payload.body()), lines);
      case PayloadType.KEY_EXCHANGE -> lines.add("KE, " + octets + " octets");
      case PayloadType.NONCE -> lines.add("nonce, " + octets + " octets");
      case PayloadType.HASH -> lines.add("HASH, " + octets + " octets");
      case PayloadType.NAT_DETECTION -> lines.add("NAT-D " + payload.body());
      case PayloadType.VENDOR_ID -> lines.add("VID " + vendor(payload.body()));
      case PayloadType.IDENTITY -> lines.add("peer identifier " + IdBody.identity(payload.body()));
      case PayloadType.NOTIFY -> lines.add("notify msg type=" + Notify.read(payload.body()).type());
      case PayloadType.FRAGMENT -> lines.add("fragment, " + octets + " octets");
      default -> lines.add("payload " + payload.type() + ", " + octets + " octets");
    }
  }

  private static void proposals(SaBody body, List<String> lines) {
    for (SaBody.Proposal proposal : body.proposals()) {
      lines.add("proposal id = " + proposal.number() + ":");
      boolean ike = proposal.protocol() == SaBody.PROTOCOL_ISAKMP;
      lines.add("  protocol id = " + (ike ? "ISAKMP:" : proposal.protocol() + ":"));
      for (SaBody.Transform transform : proposal.transforms()) {
        if (ike) {
          Combination words = Phase1Words.of(transform);
          lines.add("    trans_id = KEY_IKE.");
          lines.add("      type=OAKLEY_ENCRYPT_ALG, val=" + words.value(Aspect.ENCRYPTION) + ".");
          lines.add("      type=OAKLEY_HASH_ALG, val=" + words.value(Aspect.INTEGRITY) + ".");
          lines.add("      type=AUTH_METHOD, val=" + words.value(Aspect.AUTHENTICATION) + ".");
          lines.add("      type=OAKLEY_GROUP, val=" + words.value(Aspect.GROUP) + ".");
        }
      }
    }
  }

  private static String vendor(Octets id) {
    return VENDORS.entrySet().stream()
        .filter(entry -> id.startsWith(entry.getKey()))
        .map(entry -> entry.getValue() + " " + id)
        .findFirst()
        .orElseGet(() -> "unknown (" + id.length() + "): " + id);
  }
}
