// SPDX-License-Identifier: Apache-2.0
package dev.remora.sampler.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceRuleTest {
  private final InterfaceRule rule =
      new InterfaceRule(
          NetworkSettings.INTERFACES.defaultValue(),
          NetworkSettings.IGNORED_INTERFACES.defaultValue());

  @ParameterizedTest
  @ValueSource(strings = {"vinternal_1", "vint_runtime", "Ceth1", "eth0", "ens5"})
  void interfacesThatCarryAFunctionsTrafficAreNamed(String name) {
    assertThat(rule.names(name)).isTrue();
    assertThat(rule.ignores(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lo", "telemetry1_sb", "Veth0", "ifb0", "docker0", "br-a1b2"})
  void interfacesOfThePlatformAndOfContainersAreIgnored(String name) {
    assertThat(rule.names(name)).isFalse();
    assertThat(rule.ignores(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wlan0", "vint_runtime2", "xeth0", "loopback"})
  void othersAreNeither(String name) {
    assertThat(rule.names(name)).isFalse();
    assertThat(rule.ignores(name)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "*, anything, true",
    "a*b*c, axxbyyc, true",
    "a*b*c, axxbyy, false",
    "*0, eth0, true",
    "*0, eth1, false",
    "eth, eth0, false",
    "eth0, eth0, true"
  })
  void aStarStandsForAnything(String pattern, String name, boolean matches) {
    assertThat(new InterfaceRule(List.of(pattern), List.of()).names(name)).isEqualTo(matches);
  }

  @Test
  void twoInterfacesOfTheOlderNameAreBothCounted() {
    List<NetworkInterface> present =
        List.of(new NetworkInterface("vinternal_1", rule), new NetworkInterface("vinternal_2", rule));

    rule.choose(present);

    assertThat(present).allMatch(one -> one.counted);
  }
}
