package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The SA payload (RFC 2407 section 4.6.1): proposals, each with transforms of which one is chosen.
record SaBody(List<Proposal> proposals) {
  static final int PROTOCOL_ISAKMP = 1;
  static final int PROTOCOL_ESP = 3;

  private static final long DOI_IPSEC = 1;
  private static final long SITUATION_IDENTITY_ONLY = 1;
  private static final int MOST_PROPOSALS = 32;
  private static final int MOST_TRANSFORMS = 255;

  record Proposal(int number, int protocol, Octets spi, List<Transform> transforms) {}

  record Transform(int number, int id, Attributes attributes) {}

  static SaBody read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    if (reader.u32() != DOI_IPSEC || reader.u32() != SITUATION_IDENTITY_ONLY) {
      throw new Malformed("not the IPsec DOI with identity only");
    }
    List<Proposal> proposals = new ArrayList<>();
    boolean more = true;
    while (more) {
      more = nextIs(reader, PayloadType.PROPOSAL);
      Reader proposal = reader.window(reader.u16() - 4);
      int number = proposal.u8();
      int protocol = proposal.u8();
      int spiLength = proposal.u8();
      int count = proposal.u8();
      if (spiLength > 16 || proposals.size() == MOST_PROPOSALS) {
        throw new Malformed("proposal with an SPI of " + spiLength + " octets");
      }
      Octets spi = proposal.octets(spiLength);
      proposals.add(new Proposal(number, protocol, spi, transforms(proposal, count)));
    }
    reader.expectEnd("SA payload");
    return new SaBody(proposals);
  }

  /// This, when it is one transform of one proposal, as an answer has to be.
  Optional<SaBody> only() {
    boolean one = proposals.size() == 1 && proposals.getFirst().transforms.size() == 1;
    return one ? Optional.of(this) : Optional.empty();
  }

  Octets write() {
    Writer writer = new Writer();
    writer.u32(DOI_IPSEC).u32(SITUATION_IDENTITY_ONLY);
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      int start = writer.length();
      writer.u8(i + 1 < proposals.size() ? PayloadType.PROPOSAL : 0).u8(0).u16(0);
      writer.u8(proposal.number).u8(proposal.protocol).u8(proposal.spi.length());
      writer.u8(proposal.transforms.size()).octets(proposal.spi);
      for (int j = 0; j < proposal.transforms.size(); j++) {
        Transform transform = proposal.transforms.get(j);
        int at = writer.length();
        writer.u8(j + 1 < proposal.transforms.size() ? PayloadType.TRANSFORM : 0).u8(0).u16(0);
        writer.u8(transform.number).u8(transform.id).u16(0);
        transform.attributes.write(writer);
        writer.patchU16(at + 2, writer.length() - at);
      }
      writer.patchU16(start + 2, writer.length() - start);
    }
    return writer.toOctets();
  }

  private static List<Transform> transforms(Reader reader, int count) throws Malformed {
    List<Transform> transforms = new ArrayList<>();
    boolean more = count > 0;
    while (more) {
      if (transforms.size() == MOST_TRANSFORMS) {
        throw new Malformed("more than " + MOST_TRANSFORMS + " transforms");
      }
      more = nextIs(reader, PayloadType.TRANSFORM);
      Reader transform = reader.window(reader.u16() - 4);
      int number = transform.u8();
      int id = transform.u8();
      transform.skip(2);
      transforms.add(new Transform(number, id, Attributes.read(transform)));
    }
    reader.expectEnd("proposal");
    return transforms;
  }

  /// Reads the first two octets of a generic header and tells whether another of `type` follows.
  private static boolean nextIs(Reader reader, int type) throws Malformed {
    int next = reader.u8();
    reader.skip(1);
    if (next != PayloadType.NONE && next != type) {
      throw new Malformed("payload " + next + " inside an SA payload");
    }
    return next == type;
  }
}
