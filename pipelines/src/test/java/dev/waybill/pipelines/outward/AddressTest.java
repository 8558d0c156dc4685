package dev.waybill.pipelines.outward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressTest {

    @Test
    void takesVariablesFromTheEnvironment() {
        Address address = Address.of("${env:HOOK}", Map.of("HOOK", " https://chat.example.com/a$1?b=c\n"));

        assertThat(address.uri()).isEqualTo(URI.create("https://chat.example.com/a$1?b=c"));
        assertThat(address.authorization()).isEmpty();
    }

    @Test
    void namesAVariableThatIsNotSet() {
        for (Map<String, String> environment : List.<Map<String, String>>of(Map.of(), Map.of("HOOK", " "))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Address.of("${env:HOOK}", environment))
                    .withMessage("needs the environment variable HOOK, which is not set");
        }
    }

    @Test
    void showsNothingOfWhatItCannotRead() {
        for (String text : new String[] {"ftp://pl4nted/x", "pl4nted", "http://pl4 nted/", "http:///pl4nted"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Address.of(text, Map.of()))
                    .withMessage("is no http:// or https:// address with a host")
                    .withNoCause();
        }
    }

    @Test
    void showsNothingOfItself() {
        assertThat(Address.of("https://me:pl4nted@host/pl4nted", Map.of()).toString())
                .doesNotContain("pl4nted");
    }

    @Test
    void leadsBelowItselfWhateverItsEnd() {
        for (String text : new String[] {"http://host:9091/push", "http://host:9091/push//"}) {
            assertThat(Address.of(text, Map.of()).below("/metrics").uri())
                    .isEqualTo(URI.create("http://host:9091/push/metrics"));
        }
    }

    @Test
    void knowsTheNameOfAVariable() {
        assertThat(Address.isVariable("${env:WAYBILL_WEBHOOK}")).isTrue();
        assertThat(Address.isVariable("https://host/${env:TOKEN}")).isFalse();
        assertThat(Address.isVariable("WAYBILL_WEBHOOK")).isFalse();
    }
}
