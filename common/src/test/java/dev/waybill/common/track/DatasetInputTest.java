package dev.waybill.common.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.table.TableVersion;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DatasetInputTest {

    @Test
    void namesATableAsMlflowDoes() {
        DatasetInput input = input("id", 3, "training");

        assertThat(input.name()).isEqualTo("features");
        assertThat(input.digest()).matches("[0-9a-f]{8}");
        assertThat(input.source()).isEqualTo("{\"delta_table_version\":3,\"path\":\"/warehouse/features\"}");
        assertThat(input.profile()).contains("{\"approx_count\":12}");
    }

    @Test
    void digestsTellWhatWasRead() {
        String digest = input("id", 3, "training").digest();

        assertThat(digest).isEqualTo(input("id", 3, "training").digest());
        assertThat(digest).isNotEqualTo(input("id", 4, "training").digest());
        assertThat(digest).isNotEqualTo(input("made anew", 3, "training").digest());
        assertThat(digest).isNotEqualTo(input("id", 3, "validation").digest());
    }

    private static DatasetInput input(String tableId, long version, String context) {
        TableVersion table = new TableVersion("features", tableId, version);
        return DatasetInput.of(table, "/warehouse/features", context, OptionalLong.of(12));
    }
}
