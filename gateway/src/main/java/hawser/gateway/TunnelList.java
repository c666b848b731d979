package hawser.gateway;

import hawser.bytes.Hex;
import hawser.bytes.Secret;
import hawser.config.Phase1;
import hawser.crypto.EspSuite;
import hawser.esp.InboundSa;
import hawser.esp.OutboundSa;
import hawser.ike.ChildConfig;
import hawser.ike.ChildSa;
import hawser.ike.Encapsulation;
import hawser.net.TrafficSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `diagnose vpn tunnel list`: one tunnel in the layout of FortiOS 7.0.
final class TunnelList {
  private static final String RULE = "-".repeat(54);

  private TunnelList() {}

  /// What the workers have counted for a tunnel.
  record Counters(
      long rxPackets, long txPackets, long rxBytes, long txBytes, long secondsIn, long secondsOut) {
    private static Counters of(Carrier c) {
      long now = System.nanoTime();
      return new Counters(
          c.rxPackets,
          c.txPackets,
          c.rxBytes,
          c.txBytes,
          (now - (c.lastIn == 0 ? c.started : c.lastIn)) / 1_000_000_000L,
          (now - (c.lastOut == 0 ? c.started : c.lastOut)) / 1_000_000_000L);
    }

    private static Counters none(Duration age) {
      return new Counters(0, 0, 0, 0, age.toSeconds(), age.toSeconds());
    }

    private Counters plus(Counters other) {
      return new Counters(
          rxPackets + other.rxPackets,
          txPackets + other.txPackets,
          rxBytes + other.rxBytes,
          txBytes + other.txBytes,
          Math.min(secondsIn, other.secondsIn),
          Math.min(secondsOut, other.secondsOut));
    }
  }

  /// What a worker has counted for one inbound SA.
  record Inbound(long top, long packets, long bytes) {}

  /// What the workers have counted for one outbound SA.
  record Outbound(long sequence, long packets, long bytes) {
    private static Outbound of(@Nullable OutboundSa sa) {
      return sa == null
          ? new Outbound(0, 0, 0)
          : new Outbound(sa.sequence(), sa.packets(), sa.bytes());
    }

    private Outbound plus(Outbound other) {
      return new Outbound(
          Math.max(sequence, other.sequence), packets + other.packets, bytes + other.bytes);
    }
  }

  /// What the workers have counted for each of some tunnels: one question to each worker.
  static List<Counters> counters(View view, List<Tunnel> tunnels) {
    if (tunnels.isEmpty()) {
      return List.of();
    }
    List<@Nullable Carriers> all = new ArrayList<>();
    tunnels.forEach(tunnel -> all.add(tunnel.carriers));
    List<List<Counters>> answers =
        view.workers().ask(worker -> all.stream().map(own -> counted(own, worker)).toList());
    List<Counters> sums = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      int place = i;
      sums.add(
          all.get(i) == null
              ? Counters.none(Duration.between(tunnels.get(i).created, view.loop().now()))
              : answers.stream().map(a -> a.get(place)).reduce(Counters::plus).orElseThrow());
    }
    return sums;
  }

  private static Counters counted(@Nullable Carriers carriers, Worker worker) {
    return carriers == null ? Counters.none(Duration.ZERO) : Counters.of(carriers.of(worker));
  }

  static String remote(Tunnel tunnel) {
    if (tunnel.isTemplate()) {
      return "0.0.0.0:500";
    }
    return tunnel
        .session()
        .map(session -> session.path().remote().toString())
        .orElseGet(() ->
            tunnel.carriers == null
                ? tunnel.remoteGateway + ":500"
                : tunnel.carriers.remote().toString());
  }

  static String local(Tunnel tunnel) {
    return tunnel
        .session()
        .map(session -> session.path().local().toString())
        .orElseGet(() -> (tunnel.port == null ? "0.0.0.0" : tunnel.port.key.address()) + ":500");
  }

  static void print(StringBuilder out, View view, Tunnel tunnel, boolean keys) {
    Counters c = total(view, tunnel);
    Phase1 phase1 = tunnel.phase1;
    boolean instance = tunnel.parent != null;
    int children = view.tunnels().instancesOf(tunnel).size();
    out.append(RULE).append('\n');
    out.append(
        "name=%s ver=%d serial=%x %s->%s tun_id=%s dst_mtu=%d dpd-link=on remote_location=%s weight=%d%n"
            .formatted(
                tunnel.name,
                phase1.version(),
                tunnel.serial,
                local(tunnel),
                remote(tunnel),
                tunnel.tunnelId,
                tunnel.pathMtu,
                tunnel.location,
                phase1.aggregateWeight()));
    int options = options(tunnel);
    out.append(
        "bound_if=%d lgwy=static/1 tun=%s mode=%s encap=none/%d options[%04x]=%sfrag-rfc  %saccept_traffic=1 overlay_id=0%n"
            .formatted(
                Administration.linkIndex(view, tunnel),
                phase1.aggregateMember() ? "tunnel/15" : "intf",
                instance ? "dial_inst/3" : tunnel.isTemplate() ? "dialup/2" : "auto/1",
                options,
                options,
                instance ? "rgwy-chg " : "",
                tunnel.isTemplate() ? "" : "run_state=0 "));
    out.append('\n');
    if (instance) {
      out.append("parent=%s index=%d%n".formatted(tunnel.phase1.name(), tunnel.index));
    }
    out.append(
        "proxyid_num=%d child_num=%d refcnt=%d ilast=%d olast=%d ad=/0%n"
            .formatted(
                tunnel.isTemplate() ? 0 : selectors(view, tunnel),
                children,
                2 + children + tunnel.sessions.size() + tunnel.children.size(),
                c.secondsIn,
                c.secondsOut));
    out.append(
        "stat: rxp=%d txp=%d rxb=%d txb=%d%n"
            .formatted(c.rxPackets, c.txPackets, c.rxBytes, c.txBytes));
    out.append(
        "dpd: mode=%s on=%d idle=%dms retry=%d count=%d seqno=%d%n"
            .formatted(
                phase1.dpd().word(),
                tunnel.session().isPresent() ? 1 : 0,
                phase1.dpdRetryInterval().toMillis(),
                phase1.dpdRetryCount(),
                tunnel.probesUnanswered,
                tunnel.session().map(s -> s.probesSent()).orElse(0L)));
    boolean natted =
        tunnel.session().map(s -> s.encapsulation() == Encapsulation.UDP).orElse(false);
    out.append(
        natted
            ? "natt: mode=%s draft=32 interval=%d remote_port=%d%n"
                .formatted(
                    tunnel.session().orElseThrow().nat().contains("me") ? "keepalive" : "silent",
                    phase1.keepalive().toSeconds(),
                    tunnel.session().orElseThrow().path().remote().port())
            : "natt: mode=none draft=0 interval=0 remote_port=0\n");
    if (!instance) {
      out.append("run_tally=0\n");
    }
    if (!tunnel.isTemplate()) {
      selectors(out, view, tunnel, keys);
    }
  }

  private static void selectors(StringBuilder out, View view, Tunnel tunnel, boolean keys) {
    for (var phase2 : view.configuration().phase2s()) {
      if (!phase2.phase1Name().equals(tunnel.phase1.name())) {
        continue;
      }
      var mine =
          tunnel.children.stream()
              .filter(child -> child.sa.childName().equals(phase2.name()))
              .toList();
      List<TrafficSelector> local = List.of(phase2.source());
      List<TrafficSelector> remote = List.of(phase2.destination());
      if (!mine.isEmpty()) {
        local = mine.getLast().sa.local();
        remote = mine.getLast().sa.remote();
      }
      out.append(
          "proxyid=%s proto=%d sa=%d ref=%d serial=1%s%n"
              .formatted(
                  phase2.name(),
                  local.getFirst().protocol(),
                  mine.size(),
                  1 + mine.size(),
                  tunnel.parent != null && phase2.addRoute() ? " add-route" : ""));
      local.forEach(selector -> out.append("  src: ").append(selector).append('\n'));
      remote.forEach(selector -> out.append("  dst: ").append(selector).append('\n'));
      for (Tunnel.Child child : mine) {
        sa(out, view, tunnel, child, keys);
      }
    }
  }

  private static void sa(
      StringBuilder out, View view, Tunnel tunnel, Tunnel.Child child, boolean keys) {
    ChildSa sa = child.sa;
    Instant now = view.loop().now();
    Inbound in = inbound(view, sa.inbound().value());
    Outbound sent = outbound(view, tunnel, sa.outbound().value());
    long expire = Math.max(0, Duration.between(now, child.expiresAt).toSeconds());
    long timeout = Duration.between(child.installed, child.rekeyAt).toSeconds();
    long most = sa.kilobytes() * 1_024;
    long left = Math.max(0, most - Math.max(in.bytes, sent.bytes));
    out.append(
        "  SA:  ref=3 options=2a6 type=00 soft=%d mtu=%d expire=%d/%dB replaywin=2048%n"
            .formatted(
                child.rekeying ? 1 : 0, PathMtus.innerMtu(tunnel.pathMtu, sa), expire, left));
    out.append(
        "       seqno=%x esn=%d replaywin_lastseq=%08x itn=0 qat=0 hash_search_len=1%n"
            .formatted(sent.sequence + 1, sa.esn() == ChildConfig.Esn.YES ? 1 : 0, in.top));
    out.append(
        "  life: type=%02d bytes=0/%d timeout=%d/%d%n"
            .formatted(most == 0 ? 1 : 3, most, timeout, sa.lifetime().toSeconds()));
    key(out, "dec", sa.inbound().toString(), sa.suite(), sa.inboundKeys(), keys);
    key(out, "enc", sa.outbound().toString(), sa.suite(), sa.outboundKeys(), keys);
    out.append(
        "  dec:pkts/bytes=%d/%d, enc:pkts/bytes=%d/%d%n"
            .formatted(in.packets, in.bytes, sent.packets, sent.bytes));
    String local = tunnel.port == null ? "0.0.0.0" : tunnel.port.key.address().toString();
    String remote =
        tunnel.carriers == null ? "0.0.0.0" : tunnel.carriers.remote().address().toString();
    out.append(
        "  npu_flag=00 npu_rgwy=%s npu_lgwy=%s npu_selid=%x dec_npuid=0 enc_npuid=0%n"
            .formatted(remote, local, child.serial));
  }

  /// The key in hexadecimal when it was asked for, else as many stars as it has octets.
  private static void key(
      StringBuilder out, String way, String spi, EspSuite suite, Secret keys, boolean shown) {
    byte[] material = keys.toArray();
    int encryption = suite.encryptionKeyLength();
    int integrity = suite.integrityKeyLength();
    String hex = Hex.format(material);
    java.util.Arrays.fill(material, (byte) 0);
    String first = shown ? hex.substring(0, encryption * 2) : "*".repeat(encryption);
    String second = shown ? hex.substring(encryption * 2) : "*".repeat(integrity);
    out.append(
        "  %s: spi=%s esp=%s key=%d %s%n       ah=%s key=%d %s%n"
            .formatted(
                way,
                spi,
                Suites.encryptionName(suite),
                encryption,
                first,
                Suites.integrityName(suite),
                integrity,
                second)
            .replaceAll(" +\n", "\n"));
  }

  private static Inbound inbound(View view, int spi) {
    Worker owner = view.workers().owner(spi);
    return owner.call(() -> {
      InboundSa sa = owner.inbound(spi);
      return sa == null
          ? new Inbound(0, 0, 0)
          : new Inbound(sa.window().top(), sa.packets(), sa.bytes());
    });
  }

  private static Outbound outbound(View view, Tunnel tunnel, int spi) {
    Carriers carriers = tunnel.carriers;
    if (carriers == null) {
      return Outbound.of(null);
    }
    return view
        .workers()
        .ask(worker -> Outbound.of(carriers.of(worker).outbound.find(spi)))
        .stream()
        .reduce(Outbound::plus)
        .orElseThrow();
  }

  /// A template shows the sums of its instances.
  private static Counters total(View view, Tunnel tunnel) {
    Counters own = counters(view, List.of(tunnel)).getFirst();
    long rxPackets = own.rxPackets;
    long txPackets = own.txPackets;
    long rxBytes = own.rxBytes;
    long txBytes = own.txBytes;
    for (Counters c : counters(view, view.tunnels().instancesOf(tunnel))) {
      rxPackets += c.rxPackets;
      txPackets += c.txPackets;
      rxBytes += c.rxBytes;
      txBytes += c.txBytes;
    }
    return new Counters(rxPackets, txPackets, rxBytes, txBytes, own.secondsIn, own.secondsOut);
  }

  private static long selectors(View view, Tunnel tunnel) {
    return view.configuration().phase2s().stream()
        .filter(phase2 -> phase2.phase1Name().equals(tunnel.phase1.name()))
        .count();
  }

  /// The flag word as far as its bits are known: 0x200 frag-rfc, 0x80 rgwy-chg, 0x1000 aggregate
  /// member, 0x20 device of its own. The offload bit 0x8 is never set: there is no such hardware.
  private static int options(Tunnel tunnel) {
    int options = 0x200;
    options |= tunnel.parent != null ? 0x80 : 0;
    options |= tunnel.phase1.aggregateMember() ? 0x1000 : 0x20;
    return options;
  }
}
