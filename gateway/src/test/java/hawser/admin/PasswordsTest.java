package hawser.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "password1",
        "Password2024!",
        "P@ssw0rd123",
        "12345678",
        "87654321",
        "qwertyuiop",
        "poiuytrewq",
        "asdfghjkl1",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "hub-gate2026",
        "administrator",
        "boss1234",
        "letmein2023",
        "zxcvbnm12345",
        "abababababab!"
      })
  void what_is_tried_first_is_refused(String password) {
    assertEquals(
        Optional.of("This password is among the first that are tried."),
        Passwords.problem(password, "boss", "HUB-GATE"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "canary rope of many strands",
        "canary strands of a spoke",
        "tr4ffic-jam-41",
        "Zw8kf.2Lm",
        "korrekthorsebatterie",
        "ünïcödé-lëttérs"
      })
  void what_is_long_or_odd_is_taken_without_rules_of_composition(String password) {
    assertEquals(Optional.empty(), Passwords.problem(password, "boss", "HUB-GATE"));
  }

  @Test
  void the_length_has_bounds() {
    for (String password : List.of("Zw8kf.2", "Zw8kf.2Lm".repeat(20))) {
      assertEquals(true, Passwords.problem(password, "boss", "HUB").isPresent());
    }
  }
}
