package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import java.util.List;

/// A decrypted phase 2 message: its HASH, the octets that the HASH covers, and its other payloads.
/// Not to be used before the HASH has been verified.
record Protected(Octets hash, Octets covered, List<Payload> payloads) {
  static Protected open(Phase1Keys keys, Octets iv, Octets sealed, int firstType) throws Malformed {
    if (firstType != PayloadType.HASH) {
      throw new Malformed("HASH is not the first payload");
    }
    Octets clear = keys.decrypt(iv, sealed);
    Reader reader = Reader.of(clear);
    List<Payload> all = Payload.readChain(reader, firstType);
    Payload hash = all.getFirst();
    int end = clear.length() - reader.remaining();
    return new Protected(
        hash.body(), clear.slice(4 + hash.body().length(), end), all.subList(1, all.size()));
  }
}
