package dev.waybill.jobs.evaluate.chart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.FileUtils;

/** Charts as PNG files, for those who look at them one by one, and for DVC's plots. */
public final class ChartFolder {

    private ChartFolder() {}

    /** Replaces a folder by one with these charts, for light screens, and nothing else. */
    public static void write(Path folder, List<Chart> charts) {
        try {
            Path unfinished = folder.resolveSibling("." + folder.getFileName() + ".tmp");
            FileUtils.deleteDirectory(unfinished.toFile());
            Files.createDirectories(unfinished);
            for (Chart chart : charts) {
                Files.write(unfinished.resolve(chart.name() + ".png"), chart.png(Palette.LIGHT));
            }
            FileUtils.deleteDirectory(folder.toFile());
            Files.move(unfinished, folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the charts to " + folder, e);
        }
    }
}
