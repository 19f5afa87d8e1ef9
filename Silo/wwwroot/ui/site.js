// Beside Blazor: the colours before the first page is drawn, the end of a file that is followed, a key for the search, and what happens when the connection is lost.
(() => {
    const read = () => document.cookie.split("; ").find(one => one.startsWith("mesos-theme="))?.split("=")[1];
    const write = value => { document.cookie = `mesos-theme=${value}; path=/; max-age=31536000; samesite=lax`; };
    const chosen = read();
    if (chosen !== "dark" && chosen !== "light") {
        // The silo draws the page, so it must know what the system prefers; asked once, and again if that changes.
        const preferred = matchMedia("(prefers-color-scheme: dark)").matches ? "system-dark" : "system-light";
        write(preferred);
        if (preferred !== (chosen ?? "system-light") && read() === preferred) {
            location.reload();
        }
    }

    let away = 0;
    window.mesos = {
        chooseTheme: write,
        // From now on the page answers.
        isLive: () => { document.documentElement.dataset.live = "yes"; },
        // Whoever has scrolled up reads there, and is left alone; at the end it goes on.
        followEnd: place => {
            if (!place) {
                return;
            }
            if (!place.follows) {
                place.follows = "yes";
                place.addEventListener("scroll", () => {
                    const up = place.scrollTop < (place.last ?? 0);
                    place.last = place.scrollTop;
                    if (place.scrollHeight - place.scrollTop - place.clientHeight < 40) {
                        place.follows = "yes";
                    } else if (up) {
                        place.follows = "no";
                    }
                });
            }
            if (place.follows === "yes") {
                place.scrollTop = place.scrollHeight;
            }
        },
    };

    document.addEventListener("keydown", event => {
        if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "")) {
            const search = document.querySelector("input[data-search]");
            if (search) {
                event.preventDefault();
                search.focus();
            }
        }
    });

    // Blazor asks for its connection more and more seldom. As soon as the silo answers it is asked for again, and a silo that was started anew, and so does not know this page, for a new page.
    document.addEventListener("components-reconnect-state-changed", event => {
        if (event.detail?.state === "hide") {
            clearInterval(away);
            away = 0;
        } else {
            let asking = false;
            away ||= setInterval(async () => {
                // One at a time, and none for ever: two that ask for the connection at once wait for each other.
                if (asking) {
                    return;
                }
                asking = true;
                const answer = await fetch("/master/health", { signal: AbortSignal.timeout(2000) }).catch(() => null);
                const late = new Promise(done => setTimeout(done, 3000, false));
                if (answer?.ok && away && !await Promise.race([Blazor.reconnect().catch(() => false), late])) {
                    location.reload();
                }
                asking = false;
            }, 1000);
        }
    }, true);
})();
