package dev.waybill.common.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waybill.common.section.KnownFunctions;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoFunctionsTest {

    /** The example of H3's own documentation. */
    @Test
    void findsTheCellOfAPlace() {
        assertThat(text("h3_cell(37.3615593, -122.0553238, 7)")).isEqualTo("87283472bffffff");
    }

    /** Nashville to Los Angeles, 2887.2599506 km on a sphere of 6372.8 km (Rosetta Code), here on one of 6371.0088 km. */
    @Test
    void measuresAlongTheSurface() {
        double km = Double.parseDouble(text("haversine_km(36.12, -86.67, 33.94, -118.40)"));
        assertThat(km).isCloseTo(2887.2599506 * 6371.0088 / 6372.8, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "h3_cell(null, 2.0, 7)",
                "h3_cell(91, 2.0, 7)",
                "h3_cell(1.0, double('NaN'), 7)",
                "h3_cell(1.0, 2.0, 16)",
                "h3_cell(1.0, 2.0, -1)",
                "h3_cell(1.0, 2.0, null)",
                "haversine_km(1.0, 2.0, 3.0, 181)",
                "haversine_km(null, 2.0, 3.0, 4.0)"
            })
    void hasNoAnswerForWhatIsNoPlace(String call) {
        assertThat(text("coalesce(cast(" + call + " as string), 'none')")).isEqualTo("none");
    }

    @Test
    void areAllThatParamsMayCallBesideThoseOfSpark() {
        assertThat(SharedSpark.session()
                        .sql("show user functions")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsAll(KnownFunctions.OWN);
    }

    private static String text(String expression) {
        return SharedSpark.session()
                .range(1)
                .selectExpr("cast(" + expression + " as string)")
                .as(Encoders.STRING())
                .first();
    }
}
