package dev.understudy.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.understudy.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a report in Chromium, without a window and without a network, and runs a script that acts like a reader. */
final class Browser {
    private static final Pattern ANSWERS = Pattern.compile("<pre id=\"answers\">(.*?)</pre>", Pattern.DOTALL);

    /** Functions that the scripts below use; each answer is a text. */
    private static final String TOOLS = """
            const answers = [], say = value => answers.push(String(value));
            const chart = name => document.querySelector(`.chart[data-chart="${name}"]`), plot = name => chart(name).querySelector(".plot");
            const key = (name, key, more) => plot(name).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...more}));
            const now = name => chart(name).querySelector("[aria-live=polite]").textContent;
            const tip = name => [...chart(name).querySelectorAll(".tip:not([hidden])")].map(e => [...e.childNodes].map(n => n.textContent).join(" | ")).join();
            const curve = (name, label) => [...chart(name).querySelectorAll(".legend button")].find(b => b.querySelector("span").textContent === label);
            const press = (name, label) => [...chart(name).querySelectorAll(".choice button")].find(b => b.textContent === label).click();
            const pixels = (name, variable, far = 12) => {
              const canvas = plot(name).querySelector("canvas"), c = document.createElement("canvas").getContext("2d");
              c.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--" + variable).trim();
              c.fillRect(0, 0, 1, 1);
              const wanted = c.getImageData(0, 0, 1, 1).data, all = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              let count = 0;
              for (let i = 0; i < all.length; i += 4) if (all[i + 3] > 200 && [0, 1, 2].every(k => Math.abs(all[i + k] - wanted[k]) <= far)) count++;
              return count;
            };
            let text = null, file = null;
            window.Blob = class extends Blob { constructor(parts, options) { super(parts, options); text = parts.join(""); } };
            URL.createObjectURL = blob => blob.type.startsWith("text/csv") ? "#" : null;
            HTMLAnchorElement.prototype.click = function () { file = this.download; };
            const csvOf = name => { chart(name).querySelector(".csv").click(); return file + "\\n" + text; };
            const pause = () => new Promise(done => setTimeout(done, 100));
            """;

    /** The browser's virtual time does not wait for frames, in which it would notice that a chart comes near; here all are near. */
    private static final String ALL_NEAR = """
            <script>IntersectionObserver = class {
              constructor(near) { this.near = near; }
              observe(target) { setTimeout(() => this.near([{target, isIntersecting: true}])); }
              unobserve() {}
            };</script>
            """;

    private Browser() {}

    /**
     * The script's answer, with the page in a window of 1400×900 and every chart drawn.
     *
     * @param script statements of an asynchronous function, which uses {@link #TOOLS}
     */
    static List<String> answers(Path page, String script) throws IOException, InterruptedException {
        Needs.CHROMIUM.orSkip();
        Path driven = Files.writeString(
                page.resolveSibling("driven.html"),
                Files.readString(page).replace("<head>", "<head>" + ALL_NEAR)
                        + "<script>%s addEventListener('load', () => setTimeout(async () => {try {%s} catch (e) {say('failed: ' + e.stack)}\n"
                                .formatted(TOOLS, script)
                        + "const pre = document.createElement('pre'); pre.id = 'answers'; pre.textContent = JSON.stringify(answers);"
                        + "document.body.append(pre);}, 500));</script>");
        Matcher answers = ANSWERS.matcher(dom(driven));
        assertThat(answers.find()).as("the browser ran the script to its end").isTrue();
        String json = answers.group(1).replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u00a0");
        return Arrays.asList(new ObjectMapper().readValue(json.replace("&amp;", "&"), String[].class));
    }

    private static String dom(Path page) throws IOException, InterruptedException {
        Path folder = page.getParent();
        List<String> command = List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--user-data-dir=" + folder.resolve("browser"),
                "--window-size=1400,900",
                "--virtual-time-budget=10000",
                "--dump-dom",
                page.toUri().toString());
        Path out = folder.resolve("dom.html");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("browser.log").toFile());
        builder.environment().put("HOME", folder.toString());
        Process browser = builder.start();
        try {
            assertThat(browser.waitFor(120, TimeUnit.SECONDS))
                    .as("the browser ended")
                    .isTrue();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
        return Files.readString(out, StandardCharsets.UTF_8);
    }
}
