package hawser.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bench.peers.HawserVariant.Encapsulation;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
  @Test
  void aBusyMachineIsTakenAsItIs() {
    assertFalse(Options.of(List.of()).busy);
    assertTrue(Options.of(List.of("--busy")).busy);
  }

  @Test
  void quickIsOneShortRoundOfHawserAndTheCeiling() {
    Options options = Options.of(List.of("--quick"));
    assertEquals(List.of("hawser", "null"), options.only);
    assertEquals(1, options.rounds);
    assertEquals(Optional.of(EnumSet.of(Load.TCP)), options.tests);
    assertFalse(options.whole());
  }

  @Test
  void whatIsSaidBesideQuickHolds() {
    Options options = Options.of(List.of("--only", "veth", "--rounds", "3", "--quick"));
    assertEquals(List.of("veth"), options.only);
    assertEquals(3, options.rounds);
  }

  @Test
  void onlyARunOfEverythingIsWhole() {
    assertTrue(Options.of(List.of("--rounds", "9", "--json", "x")).whole());
    assertFalse(Options.of(List.of("--tests", "tcp,udp64")).whole());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--frobnicate",
        "--rounds",
        "--rounds 0",
        "--rounds many",
        "--tests tpc",
        "--checkout old"
      })
  void whatIsNotUnderstoodIsRefused(String words) {
    assertThrows(IllegalArgumentException.class, () -> Options.of(List.of(words.split(" "))));
  }

  @Test
  void aNameSaysTheVariant() {
    assertEquals(
        new HawserVariant("aes128-sha1", Encapsulation.RAW, Optional.of("jdk"), 2),
        HawserVariant.of(List.of("jdk", "raw", "aes128-sha1", "2members")));
    assertThrows(IllegalArgumentException.class, () -> HawserVariant.of(List.of("rot13")));
  }

  @Test
  void aCheckoutIsACandidate() {
    Options options = Options.of(List.of("--checkout", "old=/x", "--only", "hawser@old+raw"));
    Candidates candidates =
        new Candidates(Path.of("/home"), options, new CTools(Path.of("c"), Path.of("w")));
    assertTrue(
        candidates.chosen().getFirst() instanceof HawserCandidate hawser
            && hawser.home().equals(Path.of("/x"))
            && hawser.variant().encapsulation() == Encapsulation.RAW);
  }
}
