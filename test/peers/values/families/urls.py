"""urls.py: pieces of an address."""

FUNCTIONS = ['protocol', 'domain', 'domainWithoutWWW', 'netloc', 'port', 'topLevelDomain', 'path', 'pathFull', 'queryString', 'fragment', 'queryStringAndFragment', 'cutQueryString', 'cutFragment', 'cutQueryStringAndFragment', 'cutWWW',
             'extractURLParameters', 'extractURLParameterNames', 'firstSignificantSubdomain', 'cutToFirstSignificantSubdomain', 'decodeURLComponent']

EXPRESSIONS = [
    *[f'{function}(url)' for function in FUNCTIONS],
    *[f"extractURLParameter(url, '{key}')" for key in ('a', 'x', 'utm_source', 'missing')],
    *[f"cutURLParameter(url, '{key}')" for key in ('a', 'x', 'utm_source', 'missing')],
]
