/* htmx requests that change something carry Django's token. */

export function token() {
    const cookie = document.cookie.match(/(?:^|; )(?:__Host-|__Secure-)?csrftoken=([^;]+)/);
    return cookie?.[1] ?? document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
}

export function csrfHeader() {
    document.addEventListener("htmx:configRequest", (event) => {
        const value = token();
        if (event.detail.verb !== "get" && value) event.detail.headers["X-CSRFToken"] = value;
    });
}
