package dev.waybill.common.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ftp://me:s3c@ret@host/trips | ftp://host/trips",
                "s3a://key:s3c/ret@bucket/trips hdfs://host:8020/a@b | s3a://bucket/trips hdfs://host:8020/a@b",
                "https://s3cret@git.example.com/a.git | https://git.example.com/a.git",
                "abfss://trips@shop.dfs.core.windows.net/a | abfss://trips@shop.dfs.core.windows.net/a",
                "abfss://me:s3cret@host/a | abfss://host/a",
                "jdbc:x://db/shop?user=me&password=s3cret&ssl=true | jdbc:x://db/shop?user=me&password=(hidden)&ssl=true",
                "--set spark.spark.hadoop.fs.s3a.secret.key=s3c,ret -p demo | --set spark.spark.hadoop.fs.s3a.secret.key=(hidden) -p demo",
                "https://a.example.com/t?sv=1&sig=s3cret%2B | https://a.example.com/t?sv=1&sig=(hidden)",
                "password='s3 cret' pwd=\"s3 cret\" | password=(hidden) pwd=(hidden)",
                "spark={spark.hadoop.fs.s3a.secret.key: s3cret, a: 'b'} | spark={spark.hadoop.fs.s3a.secret.key: (hidden), a: 'b'}",
                "{\"a\":1,\"api_key\":\"s3 cret\"} | {\"a\":1,\"api_key\":(hidden)}",
                "--set notify.webhook=https://chat.example.com/T1/s3cret -p demo | --set notify.webhook=(hidden) -p demo",
                "notify={webhook: https://chat.example.com/s3cret, command: c} | notify={webhook: (hidden), command: c}",
                "notify.webhook=${env:HOOK} | notify.webhook=${env:HOOK}",
                "password=${env:DB_PASSWORD} | password=${env:DB_PASSWORD}",
                "fs.s3a.aws.credentials.provider=a.B and hour=3, mail@example.com | fs.s3a.aws.credentials.provider=a.B and hour=3, mail@example.com"
            })
    void leavesOutWhatIsSecret(String text, String shown) {
        assertThat(Redaction.of(text)).isEqualTo(shown);
    }

    @Test
    void leavesALineOfJsonWhole() throws JsonProcessingException {
        JsonMapper json = JsonMapper.builder().build();
        for (String secret : new String[] {"s3\\cret", "s3cret\\", "'s3 cret'", "\"s3 cret\"", "s3cret"}) {
            String line = json.writeValueAsString(Map.of("message", "password=" + secret + "\nnext"));
            assertThat(json.readTree(Redaction.of(line)).path("message").asText())
                    .as(secret)
                    .isEqualTo("password=(hidden)\nnext");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "source.options.password",
                "options.dbToken",
                "source.options.fs.s3a.secret.key",
                "a.fs.s3a.access.key",
                "fs.azure.account.key.shop.dfs.core.windows.net"
            })
    void hidesTheValueOfAKeyThatSaysSo(String key) {
        assertThat(Redaction.of(key, "s3cret")).isEqualTo("(hidden)");
        assertThat(Redaction.of(key, "${env:NAME}")).isEqualTo("${env:NAME}");
        assertThat(Redaction.isDue(key, "s3cret")).isTrue();
        assertThat(Redaction.isDue(key, "${env:NAME}")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"source.columns.token.expr", "source.options.credentialsFile", "model.max_depth", "source.key"})
    void showsTheValueOfAnyOther(String key) {
        assertThat(Redaction.of(key, "hour(at)")).isEqualTo("hour(at)");
        assertThat(Redaction.isDue(key, "hour(at)")).isFalse();
    }

    @Test
    void tellsAPasswordFromTheNameOfOne() {
        assertThat(Redaction.isDue("url", "jdbc:x://me:s3cret@db/shop")).isTrue();
        assertThat(Redaction.isDue("url", "jdbc:x://db/shop?password=s3cret")).isTrue();
        assertThat(Redaction.isDue("url", "jdbc:x://${env:ME}:${env:IT}@db/shop?password=${env:IT}"))
                .isFalse();
        assertThat(Redaction.isDue("abfss://trips@shop.dfs.core.windows.net/token=1"))
                .isFalse();
    }
}
