package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.util.ArrayList;
import java.util.List;

/// Puts payloads into messages of one ISAKMP SA and takes them out again: header, encryption, HASH.
final class Messages {
  static final int VERSION = 0x10;
  static final int EXCHANGE_MAIN = 2;
  static final int EXCHANGE_AGGRESSIVE = 4;
  static final int EXCHANGE_INFORMATIONAL = 5;
  static final int EXCHANGE_TRANSACTION = 6; // draft-dukes-ike-mode-cfg-02
  static final int EXCHANGE_QUICK = 32;

  private final Isakmp sa;

  Messages(Isakmp sa) {
    this.sa = sa;
  }

  /// The exchange of our phase 1.
  int phase1Exchange() {
    return switch (sa.config.v1().mode()) {
      case MAIN -> EXCHANGE_MAIN;
      case AGGRESSIVE -> EXCHANGE_AGGRESSIVE;
    };
  }

  /// A message of phase 1 before there are keys.
  Octets clear(List<Payload> payloads) {
    return frame(payloads, phase1Exchange(), 0, 0, Payload.writeChain(payloads));
  }

  /// A refusal to a peer with which we have no keys.
  Octets clearNotify(int type) {
    List<Payload> payloads =
        List.of(new Notify(SaBody.PROTOCOL_ISAKMP, type, Octets.EMPTY, Octets.EMPTY).toPayload());
    return frame(
        payloads, EXCHANGE_INFORMATIONAL, 0, sa.newMessageId(), Payload.writeChain(payloads));
  }

  /// The payloads of a message of phase 1 that has to be in clear.
  static List<Payload> readClear(Header header, Octets message) throws Malformed {
    if (header.isEncrypted()) {
      throw new IkeError(IkeDrop.UNEXPECTED, "encrypted phase 1 before there are keys");
    }
    return Payload.readChain(Reader.of(body(message)), header.nextPayload());
  }

  /// An encrypted message of phase 1, whose last block is the IV of the next.
  Octets encryptedPhase1(List<Payload> payloads) {
    Octets message = seal(phase1Exchange(), 0, sa.lastBlock, payloads);
    sa.lastBlock = Phase1Keys.lastBlock(message);
    return message;
  }

  /// A message of phase 2: HASH over the message ID, `nonce` and the payloads (RFC 2409 sections
  /// 5.5 and 5.7).
  Octets protect(int exchange, int messageId, Octets iv, Octets nonce, List<Payload> payloads) {
    return seal(exchange, messageId, iv, hashed(messageId, nonce, payloads));
  }

  /// The same with an empty nonce and padding behind the payloads, so that the message has `octets`
  /// octets, or as many less as whole blocks need. The HASH does not cover padding, and a receiver
  /// stops reading at the last payload (RFC 2409 appendix B).
  Octets protectPadded(int exchange, int messageId, Octets iv, List<Payload> payloads, int octets) {
    List<Payload> all = hashed(messageId, Octets.EMPTY, payloads);
    Octets clear = Payload.writeChain(all);
    int room = Phase1Keys.wholeBlocks(octets - Header.LENGTH);
    Octets padding = Octets.of(new byte[Math.max(0, room - clear.length())]);
    Octets sealed = sa.keys().encrypt(iv, Octets.concat(clear, padding));
    return frame(all, exchange, Header.FLAG_ENCRYPTED, messageId, sealed);
  }

  private List<Payload> hashed(int messageId, Octets nonce, List<Payload> payloads) {
    List<Payload> all = new ArrayList<>();
    all.add(new Payload(PayloadType.HASH, hash(messageId, nonce, Payload.writeChain(payloads))));
    all.addAll(payloads);
    return all;
  }

  Octets seal(int exchange, int messageId, Octets iv, List<Payload> payloads) {
    Octets sealed = sa.keys().encrypt(iv, Payload.writeChain(payloads));
    return frame(payloads, exchange, Header.FLAG_ENCRYPTED, messageId, sealed);
  }

  /// Decrypts a message of phase 2; to be verified before it is used.
  Protected open(Header header, Octets message, Octets iv) throws Malformed {
    return Protected.open(sa.keys(), iv, body(message), header.nextPayload());
  }

  void verify(Protected content, int messageId, Octets nonce) throws IkeError {
    verify(content, hash(messageId, nonce, content.covered()), messageId);
  }

  static void verify(Protected content, Octets expected, int messageId) throws IkeError {
    if (!expected.equals(content.hash())) {
      throw new IkeError(IkeDrop.BAD_HASH, "message " + Integer.toHexString(messageId));
    }
  }

  /// The IV of a phase 2 exchange's first message.
  Octets firstIv(int messageId) {
    return sa.keys().phase2Iv(sa.lastBlock, messageId);
  }

  static Octets body(Octets message) {
    return message.slice(Header.LENGTH, message.length());
  }

  private Octets hash(int messageId, Octets nonce, Octets covered) {
    return sa.keys().prfA(Phase1Keys.messageIdOctets(messageId), nonce, covered);
  }

  private Octets frame(
      List<Payload> payloads, int exchange, int flags, int messageId, Octets body) {
    Writer writer = new Writer();
    int first = payloads.getFirst().type();
    new Header(sa.initiatorSpi, sa.responderSpi, first, VERSION, exchange, flags, messageId)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }
}
