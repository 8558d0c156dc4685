package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.model.interval.Widths;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalRemarksTest {

    @Test
    void saysWhatItTakesWhereRowsMayHaveBeenTooFew() {
        assertThat(why(199))
                .isEqualTo(
                        "the rows held back did not tell where the model is surer, which takes 400 of them at least");
        assertThat(why(200))
                .as("all of 200 rows, or half of 400")
                .isEqualTo("nothing was found of where the model is surer, which is looked for from 400 rows on");
        assertThat(why(400)).isEqualTo("nothing was found of where the model is surer");
    }

    private static String why(int rows) {
        return IntervalRemarks.why(new Widths(List.of(), rows, true));
    }
}
