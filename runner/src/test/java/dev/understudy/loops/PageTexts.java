package dev.understudy.loops;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The visible texts of a report's page: without their tags, cell by cell. */
final class PageTexts {
    private static final Pattern TABLE = Pattern.compile("<table(?<class>[^>]*)>(?<rows>.*?)</table>", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("<tr[^>]*>(.*?)</tr>", Pattern.DOTALL);
    private static final Pattern CELL = Pattern.compile("<t[hd][^>]*>(.*?)</t[hd]>", Pattern.DOTALL);
    private static final Pattern TILE = Pattern.compile("<div class=\"tile\">(.*?)</div>", Pattern.DOTALL);
    private static final Pattern SPAN = Pattern.compile("<span class=\"(?:name|value|below)\">(.*?)</span>");
    private static final Pattern VERDICT = Pattern.compile("<div class=\"verdict (\\w+)\">(.*?)</div>", Pattern.DOTALL);
    private static final Pattern SAID = Pattern.compile("<(span|p)[^>]*>(.*?)</\\1>", Pattern.DOTALL);

    private PageTexts() {}

    /** The verdict with its colour, the tiles, and every table but that of the provenance. */
    static List<String> of(String page) {
        List<String> all = new ArrayList<>();
        Matcher verdict = VERDICT.matcher(page);
        if (verdict.find()) {
            all.add(verdict.group(1));
            all.addAll(texts(SAID, 2, verdict.group(2)));
        }
        TILE.matcher(page).results().forEach(tile -> all.addAll(texts(SPAN, 1, tile.group(1))));
        tables(page).forEach(table -> table.forEach(all::addAll));
        return all;
    }

    /** Tables of rows of cells; the seconds of the table of seeds, which no other program can know, become a dash. */
    static List<List<List<String>>> tables(String page) {
        return TABLE.matcher(page)
                .results()
                .filter(table -> !table.group(1).contains("plain"))
                .map(table -> withoutSeconds(ROW.matcher(table.group(2))
                        .results()
                        .map(row -> texts(CELL, 1, row.group(1)))
                        .toList()))
                .toList();
    }

    private static List<List<String>> withoutSeconds(List<List<String>> table) {
        int column = table.get(0).indexOf("Seconds");
        return column < 0
                ? table
                : table.stream()
                        .map(row -> {
                            List<String> cells = new ArrayList<>(row);
                            cells.set(column, row.get(column).replaceFirst("\\d.*", "–"));
                            return cells;
                        })
                        .toList();
    }

    private static List<String> texts(Pattern pattern, int group, String html) {
        return pattern.matcher(html)
                .results()
                .map(found -> plain(found.group(group)))
                .toList();
    }

    private static String plain(String html) {
        return html.replace("<br>", " ")
                .replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }
}
