package dev.waybill.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waybill.common.report.Markdown;
import dev.waybill.common.section.Loss;
import dev.waybill.jobs.evaluate.EvaluationPage.Fact;
import dev.waybill.jobs.evaluate.ModelCard.Data;
import dev.waybill.jobs.evaluate.ModelCard.Subject;
import dev.waybill.jobs.evaluate.ModelCard.Written;
import dev.waybill.jobs.evaluate.chart.HistogramChart;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelCardTest {

    private static final String FOREIGN = "<script>a|b</script>\n# `c`";
    private static final String ESCAPED = "&lt;script&gt;a\\|b&lt;/script&gt; # \\`c\\`";

    @Test
    void showsTextsOfDataAndParamsAsTheyAre() {
        String card = Markdown.render(Evaluate.class, "model-card.mustache", card());

        assertThat(card)
                .contains("# Model card: " + ESCAPED)
                .contains(" in " + ESCAPED + ", from 3 features")
                .contains("- " + ESCAPED + ": " + ESCAPED)
                .contains("By " + ESCAPED + ": " + ESCAPED)
                .contains("| " + ESCAPED + " | rows | MAE |")
                .contains("| " + ESCAPED + " | 1 | 2 | 3 | 4 |")
                .contains("| prediction | " + ESCAPED + " |")
                .contains("| " + ESCAPED + " | 5 |")
                .doesNotContain("<script>");
    }

    private static ModelCard card() {
        return new ModelCard(
                new Subject(
                        FOREIGN,
                        "`label`",
                        Optional.of(FOREIGN),
                        3,
                        "reg:absoluteerror",
                        List.of(new Fact(FOREIGN, FOREIGN))),
                new Written("", "", "", "", ""),
                "",
                Loss.mae,
                true,
                FOREIGN,
                new Data("80", FOREIGN, FOREIGN),
                List.of(),
                new MetricsTable(List.of(FOREIGN), List.of(new MetricsTable.Line(FOREIGN, List.of("5")))),
                Optional.of(FOREIGN),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new SegmentationSection(
                        FOREIGN,
                        FOREIGN,
                        Optional.empty(),
                        HistogramChart.of("", "", 1, 1, "", 0, 1, new long[1]),
                        List.of(new SegmentationSection.Line(FOREIGN, "1", "", "2", "3", "4", "5")))));
    }
}
