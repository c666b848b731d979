package hawser.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All addresses from `first` to `last`, both included, of one family.
public record AddressRange(IpAddress first, IpAddress last) {
  public static final AddressRange ALL4 = of(Prefix.ALL4);
  public static final AddressRange ALL6 = of(Prefix.ALL6);

  public AddressRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException("no range: " + first + "-" + last);
    }
  }

  public static AddressRange of(Prefix prefix) {
    return new AddressRange(prefix.first(), prefix.last());
  }

  public Family family() {
    return first.family();
  }

  public boolean contains(IpAddress address) {
    return address.family() == family()
        && first.compareTo(address) <= 0
        && address.compareTo(last) <= 0;
  }

  public boolean contains(AddressRange other) {
    return contains(other.first) && contains(other.last);
  }

  /// What both ranges have; empty when that is nothing.
  public Optional<AddressRange> intersect(AddressRange other) {
    if (other.family() != family()) {
      return Optional.empty();
    }
    IpAddress from = first.compareTo(other.first) >= 0 ? first : other.first;
    IpAddress to = last.compareTo(other.last) <= 0 ? last : other.last;
    return from.compareTo(to) <= 0 ? Optional.of(new AddressRange(from, to)) : Optional.empty();
  }

  /// The fewest networks that cover exactly this range, in order.
  public List<Prefix> toPrefixes() {
    List<Prefix> prefixes = new ArrayList<>();
    IpAddress at = first;
    while (true) {
      Prefix widest = Prefix.host(at);
      while (widest.length() > 0) {
        Prefix wider = Prefix.of(at, widest.length() - 1);
        if (!wider.first().equals(at) || wider.last().compareTo(last) > 0) {
          break;
        }
        widest = wider;
      }
      prefixes.add(widest);
      if (widest.last().equals(last)) {
        return prefixes;
      }
      at = widest.last().next();
    }
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
