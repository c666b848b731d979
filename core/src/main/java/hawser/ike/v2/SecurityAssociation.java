package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import java.util.ArrayList;
import java.util.List;

/// The SA payload (RFC 7296 section 3.3): proposals, each with transforms of several types.
record SecurityAssociation(List<Proposal> proposals) implements Payload {
  static final int PROTOCOL_IKE = 1;
  static final int PROTOCOL_ESP = 3;
  private static final int MORE_PROPOSALS = 2;
  private static final int MORE_TRANSFORMS = 3;
  private static final int MOST_PROPOSALS = 64;
  private static final int MOST_TRANSFORMS = 128;

  record Proposal(int number, int protocol, Octets spi, List<Transform> transforms) {
    Proposal {
      transforms = List.copyOf(transforms);
    }
  }

  SecurityAssociation {
    proposals = List.copyOf(proposals);
  }

  @Override
  public int type() {
    return PayloadType.SA;
  }

  static SecurityAssociation read(Octets body) throws Malformed {
    Reader reader = Reader.of(body);
    List<Proposal> proposals = new ArrayList<>();
    boolean more = true;
    while (more) {
      if (proposals.size() == MOST_PROPOSALS) {
        throw new Malformed("more than " + MOST_PROPOSALS + " proposals");
      }
      more = continues(reader, MORE_PROPOSALS);
      Reader proposal = reader.window(reader.u16() - 4);
      int number = proposal.u8();
      int protocol = proposal.u8();
      int spiLength = proposal.u8();
      int count = proposal.u8();
      Octets spi = proposal.octets(spiLength);
      proposals.add(new Proposal(number, protocol, spi, transforms(proposal, count)));
    }
    reader.expectEnd("SA payload");
    return new SecurityAssociation(proposals);
  }

  private static List<Transform> transforms(Reader reader, int count) throws Malformed {
    if (count > MOST_TRANSFORMS) {
      throw new Malformed("more than " + MOST_TRANSFORMS + " transforms");
    }
    List<Transform> transforms = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (continues(reader, MORE_TRANSFORMS) != i + 1 < count) {
        throw new Malformed("transforms that are not " + count);
      }
      transforms.add(Transform.read(reader.window(reader.u16() - 4)));
    }
    reader.expectEnd("proposal");
    return transforms;
  }

  /// Reads the first two octets of a substructure and tells whether another follows.
  private static boolean continues(Reader reader, int more) throws Malformed {
    int next = reader.u8();
    reader.skip(1);
    if (next != 0 && next != more) {
      throw new Malformed("substructure " + next + " in an SA payload");
    }
    return next == more;
  }

  @Override
  public void write(Writer writer) {
    for (int i = 0; i < proposals.size(); i++) {
      Proposal proposal = proposals.get(i);
      int start = writer.length();
      writer.u8(i + 1 < proposals.size() ? MORE_PROPOSALS : 0).u8(0).u16(0);
      writer.u8(proposal.number).u8(proposal.protocol).u8(proposal.spi.length());
      writer.u8(proposal.transforms.size()).octets(proposal.spi);
      for (int j = 0; j < proposal.transforms.size(); j++) {
        int at = writer.length();
        writer.u8(j + 1 < proposal.transforms.size() ? MORE_TRANSFORMS : 0).u8(0).u16(0);
        proposal.transforms.get(j).write(writer);
        writer.patchU16(at + 2, writer.length() - at);
      }
      writer.patchU16(start + 2, writer.length() - start);
    }
  }
}
