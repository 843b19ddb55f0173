"""The mark of Lorong: an archway with a lantern."""

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
    '<defs><linearGradient id="wall" x2="0" y2="1"><stop stop-color="#c2502a"/><stop offset="1" stop-color="#86290f"/></linearGradient></defs>'
    '<rect width="64" height="64" rx="16" fill="url(#wall)"/>'
    '<path d="M15 54V31c0-10.5 7-18 17-18s17 7.500 17 18v23" fill="#5d1a09" stroke="#fff3e0" stroke-width="4.500" stroke-linecap="round"/>'
    '<path d="M32 15v8" stroke="#fff3e0" stroke-width="2.500"/>'
    '<ellipse cx="32" cy="33" rx="9" ry="10" fill="#ffc857"/>'
    '<path d="M28 24h8M28 42h8M32 43v6" stroke="#ffc857" stroke-width="3" stroke-linecap="round"/>'
    '<path d="M28.500 26v14M35.500 26v14" stroke="#d98a1f" stroke-width="1.500"/></svg>'
)
